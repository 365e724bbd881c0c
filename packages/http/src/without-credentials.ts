/**
 * An address safe to store: no userinfo, query or fragment. Signed links differ in their secret parameters, so all
 * are removed. Null unless http(s).
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
