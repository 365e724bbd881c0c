import type { Settings } from './settings.ts';

/** Every secret value in the settings, for the logger to redact. */
export function secretValues({ redis, book, providers, api, proxy, storage }: Settings): string[] {
  const places = [redis.url, book.url?.reveal(), proxy.http, proxy.https];
  const addresses = places.flatMap((url) => passwordsOf(url));
  const decoded = addresses.map((password) => decodeOrKeep(password));
  const wrapped = [
    ...providers.map(({ apiKey }) => apiKey.reveal()),
    api.board?.password.reveal(),
    storage.s3?.credentials?.secretAccessKey.reveal(),
  ];
  const values = [...wrapped, ...addresses, ...decoded].flatMap((value) => value || []);
  return [...new Set(values)];
}

/** Passwords in an address. The Redis client also accepts one in the query. */
function passwordsOf(address: string | undefined): string[] {
  const url = URL.parse(address ?? '');
  return url === null ? [] : [url.password, ...url.searchParams.getAll('password')];
}

function decodeOrKeep(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
