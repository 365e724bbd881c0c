import type { Exchange, HttpClient } from '@cineflow/http';
import type { AccountSettings } from '../family.ts';
import type { CallContext, Operation } from '../spec.ts';

/** How one account is reached. */
export interface Account {
  readonly id: string;
  readonly http: HttpClient;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What must appear in no message and no evidence. */
  readonly secrets: readonly string[];
}

/** An account whose key goes into an Authorization header. */
export function bearerAccount({ id, apiKey, baseUrl }: AccountSettings, http: HttpClient): Account {
  const key = apiKey.reveal();
  const headers = { authorization: `Bearer ${key}` };
  return { id, http, baseUrl: baseUrl.replace(/\/+$/, ''), headers, secrets: [key] };
}

/** Asks one path of the account by GET. */
export async function ask(account: Account, path: string, context: CallContext): Promise<Exchange> {
  const { http, baseUrl, headers } = account;
  const { timeoutMs, signal } = context;
  return await http.ask({ url: baseUrl + path, headers, timeoutMs, signal });
}

const MAX_ID_BYTES = 2_048;
const MAX_REF_BYTES = 4_096;

/** Whether an operation can be kept: an id or a ref beyond its bounds is lost, so its create is unconfirmed. */
export function isKeepable({ id, ref }: Operation): boolean {
  const refBytes = ref === undefined ? 0 : Buffer.byteLength(JSON.stringify(ref));
  return /^[^\s\p{C}]+$/u.test(id) && Buffer.byteLength(id) <= MAX_ID_BYTES && refBytes <= MAX_REF_BYTES;
}
