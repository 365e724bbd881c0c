import type { Exchange, HttpClient, PostBody, PostRequest } from '@cineflow/http';
import type { AccountSettings } from '../family.ts';
import type { CallContext, CreateContext, Operation } from '../spec.ts';

/** Address and credentials of one account. */
export interface Account {
  readonly id: string;
  readonly http: HttpClient;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Values that must not appear in any message or evidence. */
  readonly secrets: readonly string[];
}

/** An account that sends its key in an Authorization header. */
export function bearerAccount(settings: AccountSettings, http: HttpClient): Account {
  return keyAccount(settings, http, (key) => ({ authorization: `Bearer ${key}` }));
}

/** An account that sends its key in headers of the vendor's own. */
export function keyAccount(
  { id, apiKey, baseUrl }: AccountSettings,
  http: HttpClient,
  headersOf: (key: string) => Account['headers'],
): Account {
  const key = apiKey.reveal();
  return { id, http, baseUrl: baseUrl.replace(/\/+$/, ''), headers: headersOf(key), secrets: [key] };
}

/** Sends a GET to one path of the account; `maxBodyBytes` allows for answers that contain a clip. */
export async function ask(
  account: Account,
  path: string,
  context: CallContext & { maxBodyBytes?: number },
): Promise<Exchange> {
  const { http, baseUrl, headers } = account;
  const { timeoutMs, signal, maxBodyBytes } = context;
  return await http.ask({
    url: baseUrl + path,
    headers,
    timeoutMs,
    signal,
    ...(maxBodyBytes === undefined ? {} : { maxBodyBytes }),
  });
}

/** Sends the one POST of a create, or none if the fence refuses to write. */
export async function post(
  { http, baseUrl, headers }: Account,
  path: string,
  given: PostBody & CreateContext & Pick<PostRequest, 'headers' | 'sink'>,
): Promise<Exchange> {
  const { timeoutMs, signal, mayWrite, ready, sink } = given;
  const body = 'form' in given ? { form: given.form } : { json: given.json };
  const url = baseUrl + path;
  return http.postOnce({
    url,
    headers: { ...headers, ...given.headers },
    ...body,
    timeoutMs,
    signal,
    mayWrite,
    ready,
    sink,
  });
}

/** The same account without `/v1`, for relay paths outside it. */
export function atRoot(account: Account): Account {
  return { ...account, baseUrl: account.baseUrl.replace(/\/v1$/, '') };
}

const MAX_ID_BYTES = 2_048;
const MAX_REF_BYTES = 4_096;

/** Whether the book can hold an operation; if not, its create is unconfirmed. */
export function isKeepable({ id, ref }: Operation): boolean {
  const refBytes = ref === undefined ? 0 : Buffer.byteLength(JSON.stringify(ref));
  return /^[^\s\p{C}]+$/u.test(id) && Buffer.byteLength(id) <= MAX_ID_BYTES && refBytes <= MAX_REF_BYTES;
}
