import type { Exchange, HttpClient } from '@cineflow/http';
import type { CallContext } from '../spec.ts';
import { defaultBaseUrl, type SoraHkSettings } from './settings.ts';

/** How one account is reached. */
export interface Account {
  readonly http: HttpClient;
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What must appear in no message and no evidence. */
  readonly secrets: readonly string[];
}

export function toAccount(settings: SoraHkSettings, http: HttpClient): Account {
  const baseUrl = (settings.baseUrl ?? defaultBaseUrl).replace(/\/+$/, '');
  const { apiKey } = settings;
  return { http, baseUrl, headers: { authorization: `Bearer ${apiKey}` }, secrets: [apiKey] };
}

/** Asks one path of the account by GET. */
export async function askAccount(account: Account, path: string, context: CallContext): Promise<Exchange> {
  const { http, baseUrl, headers } = account;
  return await http.ask({
    url: baseUrl + path,
    headers,
    timeoutMs: context.timeoutMs,
    signal: context.signal,
  });
}
