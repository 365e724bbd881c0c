import type { HttpClient } from '@cineflow/http';
import type { AccountSettings } from '../family.ts';
import type { Account } from '../kit/account.ts';
import { readPause, tell, toEvidence } from '../kit/evidence.ts';
import type { Balance, Evidence } from '../spec.ts';
import { readKeyFile, type TokenOutcome, TokenSource } from './token.ts';

/** One account at Vertex AI: models are below `models`, clips below `storage`. */
export interface VertexAccount extends Pick<Account, 'id' | 'http'> {
  readonly tokens: TokenSource;
  readonly models: string;
  readonly storage: string;
  /** Bucket for the clips; absent: answers contain them. */
  readonly storageUri: string | undefined;
  readonly origins: readonly string[];
}

/** @throws if the key is not that of a service account; the settings prevent this */
export function toVertexAccount(settings: AccountSettings, http: HttpClient): VertexAccount {
  const { id, apiKey, baseUrl, more = {} } = settings;
  const file = readKeyFile(apiKey.reveal());
  if (file === undefined) throw new Error('The key of Vertex AI is no key of a service account');
  const {
    PROJECT: project = file.project_id,
    LOCATION: location = 'us-central1',
    STORAGE_URI: storageUri,
  } = more;
  const root = regional(baseUrl.replace(/\/+$/, '').replace(/\/v1(?:beta1)?$/, ''), location);
  const isGoogle = new URL(root).hostname.endsWith('.googleapis.com');
  // A proxy in front of the models also serves the storage.
  const storage = isGoogle ? 'https://storage.googleapis.com' : `${root}/storage`;
  const place = `projects/${encodeURIComponent(project)}/locations/${encodeURIComponent(location)}`;
  return {
    id,
    http,
    tokens: new TokenSource(file, http),
    models: `${root}/v1/${place}/publishers/google/models`,
    storage,
    storageUri,
    origins: [...new Set([new URL(root).origin, new URL(storage).origin])],
  };
}

/** Each location has its own host; `global` has the plain one. */
function regional(root: string, location: string): string {
  const url = new URL(root);
  if (url.hostname !== 'aiplatform.googleapis.com' || location === 'global') return root;
  return `https://${location}-aiplatform.googleapis.com`;
}

/** Authorization header of a token. */
export function bearer(token: string) {
  return { authorization: `Bearer ${token}` };
}

/** Explains for people why there is no token. Omits the answer's body, which may contain one. */
export function describeNoToken(
  { exchange, isRefused }: Extract<TokenOutcome, { kind: 'none' }>,
  secrets: readonly string[],
): { message: string; evidence: Evidence } {
  const said = exchange.kind === 'failure' ? exchange.message : `HTTP ${exchange.status}`;
  const what = isRefused
    ? 'Google refuses the key of the service account'
    : 'Google gave no token for the key';
  // Nothing of the request that waited for the token was written.
  const evidence = { ...toEvidence(exchange, { secrets }), bytesWritten: 0 };
  return { message: tell(`${what}: ${said}`, secrets), evidence };
}

/** Checks the key by exchanging it for a token, which is free. Says nothing about money. */
export async function checkKey({ tokens }: VertexAccount): Promise<Balance> {
  const startedAtMs = performance.now();
  const told = await tokens.get();
  if (told.kind === 'token') {
    return { kind: 'known', evidence: { elapsedMs: Math.round(performance.now() - startedAtMs) } };
  }
  const { message, evidence } = describeNoToken(told, tokens.secrets);
  if (told.isRefused) return { kind: 'refused', refusal: 'auth', message, evidence };
  return { kind: 'error', message, ...readPause(told.exchange), evidence };
}
