/** The port a URL leads to, also where it is the usual one of its scheme. */
export function portOf(url: URL): string {
  if (url.port !== '') return url.port;
  return url.protocol === 'https:' ? '443' : '80';
}
