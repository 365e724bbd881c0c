import type { Settings } from './settings.ts';

/** Every secret value the settings hold, for the logger to look out for. */
export function secretValues({ redis, book, sora, api, proxy, storage }: Settings): string[] {
  const addresses = [redis.url, book.url?.reveal(), proxy.http, proxy.https].map(
    (url) => URL.parse(url ?? '')?.password ?? '',
  );
  const decoded = addresses.map((password) => decodeOrKeep(password));
  const wrapped = [
    sora.apiKey?.reveal(),
    api.board?.password.reveal(),
    storage.s3?.credentials?.secretAccessKey.reveal(),
  ];
  const values = [...wrapped, ...addresses, ...decoded].flatMap((value) => value || []);
  return [...new Set(values)];
}

function decodeOrKeep(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
