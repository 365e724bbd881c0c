import { createPrivateKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { Exchange, HttpClient } from '@cineflow/http';
import { z } from 'zod';

const KeyFile = z.object({
  type: z.literal('service_account'),
  project_id: z.string().min(1),
  client_email: z.string().min(1),
  private_key: z.string().min(1),
  private_key_id: z.string().optional(),
  token_uri: z.url({ protocol: /^https?$/ }).default('https://oauth2.googleapis.com/token'),
});
export type KeyFile = z.infer<typeof KeyFile>;

/** Reads the key file of a service account; undefined if it is none. */
export function readKeyFile(text: string): KeyFile | undefined {
  try {
    const file = KeyFile.parse(JSON.parse(text));
    return createPrivateKey(file.private_key).asymmetricKeyType === 'rsa' ? file : undefined;
  } catch {
    return undefined;
  }
}

/** Text of a key that opens nothing. */
export function exampleKeyFile(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  return JSON.stringify({
    type: 'service_account',
    project_id: 'example',
    client_email: 'example@example.iam.gserviceaccount.com',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  });
}

/** A token, or why there is none; `isRefused`: the key itself is bad. */
export type TokenOutcome =
  | { kind: 'token'; token: string }
  | { kind: 'none'; isRefused: boolean; exchange: Exchange };

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** Time limit of a token request. */
const TIMEOUT_MS = 10_000;
const MAX_BODY_BYTES = 64_000;
/** Stop using a token this long before it expires. */
const MARGIN_MS = 5 * 60_000;

const Token = z.object({ access_token: z.string().min(1), expires_in: z.number().positive().default(3_600) });

/** Exchanges the key for tokens, one request at a time, each sent once. Reuses a token while it is valid. */
export class TokenSource {
  readonly #http: HttpClient;
  readonly #file: KeyFile;
  readonly #key: KeyObject;
  #current: { token: string; untilMs: number } | undefined;
  #running: Promise<TokenOutcome> | undefined;

  constructor(file: KeyFile, http: HttpClient) {
    this.#http = http;
    this.#file = file;
    this.#key = createPrivateKey(file.private_key);
  }

  /** Values that must not appear anywhere: the key and the current token. */
  get secrets(): readonly string[] {
    return [this.#file.private_key, ...(this.#current === undefined ? [] : [this.#current.token])];
  }

  /** The current token, or a new one. */
  async get(): Promise<TokenOutcome> {
    const { token, untilMs = 0 } = this.#current ?? {};
    if (token !== undefined && performance.now() < untilMs) return { kind: 'token', token };
    this.#running ??= this.#exchange().finally(() => (this.#running = undefined));
    return await this.#running;
  }

  /** Drops a token that was rejected. */
  forget(token: string): void {
    if (this.#current?.token === token) this.#current = undefined;
  }

  async #exchange(): Promise<TokenOutcome> {
    const startedAtMs = performance.now();
    const exchange = await this.#http.postOnce({
      url: this.#file.token_uri,
      form: new URLSearchParams({ grant_type: GRANT, assertion: this.#assertion() }),
      timeoutMs: TIMEOUT_MS,
      maxBodyBytes: MAX_BODY_BYTES,
      // It buys nothing.
      mayWrite: () => true,
    });
    const told = exchange.kind === 'answer' && exchange.status === 200 ? readToken(exchange.body) : undefined;
    if (told !== undefined) {
      this.#current = {
        token: told.access_token,
        untilMs: startedAtMs + Math.max(1_000, told.expires_in * 1_000 - MARGIN_MS),
      };
      return { kind: 'token', token: told.access_token };
    }
    const isRefused =
      exchange.kind === 'answer' &&
      [400, 401, 403].includes(exchange.status) &&
      /"invalid_(?:grant|client|scope|request)"|"unauthorized_client"|"access_denied"|"account_disabled"/.test(
        exchange.body,
      );
    return { kind: 'none', isRefused, exchange };
  }

  /** Assertion signed with the key, valid for an hour (RFC 7523). */
  #assertion(): string {
    const { client_email, private_key_id, token_uri } = this.#file;
    const nowSeconds = Math.floor(Date.now() / 1_000);
    const header = { alg: 'RS256', typ: 'JWT', ...(private_key_id && { kid: private_key_id }) };
    const claims = {
      iss: client_email,
      scope: SCOPE,
      aud: token_uri,
      iat: nowSeconds,
      exp: nowSeconds + 3_600,
    };
    const text = [header, claims].map((part) => toBase64Url(JSON.stringify(part))).join('.');
    return `${text}.${sign('RSA-SHA256', Buffer.from(text), this.#key).toString('base64url')}`;
  }
}

function readToken(body: string): z.infer<typeof Token> | undefined {
  try {
    return Token.parse(JSON.parse(body));
  } catch {
    return undefined;
  }
}

function toBase64Url(text: string): string {
  return Buffer.from(text).toString('base64url');
}
