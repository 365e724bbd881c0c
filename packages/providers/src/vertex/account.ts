import type { HttpClient } from '@cineflow/http';
import type { AccountSettings } from '../family.ts';
import type { Account } from '../kit/account.ts';
import { readPause, tell, toEvidence } from '../kit/evidence.ts';
import type { Balance, Evidence } from '../spec.ts';
import { readKeyFile, type TokenOutcome, TokenSource } from './token.ts';

/** One account at Vertex AI: its models are asked below `models`, its clips lie below `storage`. */
export interface VertexAccount extends Pick<Account, 'id' | 'http'> {
  readonly tokens: TokenSource;
  readonly models: string;
  readonly storage: string;
  /** Bucket for the clips; absent: they come within the answers. */
  readonly storageUri: string | undefined;
  readonly origins: readonly string[];
}

/** @throws where the key is none of a service account: the settings let no other through */
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
  // Whoever stands in front of the one stands in front of the other.
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

/** Each location has a host of its own; `global` has the plain one. */
function regional(root: string, location: string): string {
  const url = new URL(root);
  if (url.hostname !== 'aiplatform.googleapis.com' || location === 'global') return root;
  return `https://${location}-aiplatform.googleapis.com`;
}

/** The header that shows a token. */
export function bearer(token: string) {
  return { authorization: `Bearer ${token}` };
}

/** Why there is no token, for people, and what is known of it: its answer may hold one, so nothing of it is told. */
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

/** Whether the key can be exchanged for a token, which costs nothing; of money nothing is told. */
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
