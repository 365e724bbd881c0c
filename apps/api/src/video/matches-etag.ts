/** True if an If-None-Match header contains this entity tag, or `*`. Weak comparison (RFC 9110 §13.1.2). */
export function matchesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const named = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return named.some((tag) => tag === '*' || tag === etag);
}
