/**
 * An address as it may be kept for people to read: no user, no password, no query and no fragment. Which parameter of
 * a signed link is the secret differs from store to store, so none is kept. Anything but an http(s) address gives null.
 */
export function withoutCredentials(address: string): string | null {
  const url = URL.parse(address);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') return null;
  url.username = '';
  url.password = '';
  url.search = '';
  url.hash = '';
  return url.href;
}
