/** What the first bytes of a body that is no film look like, in words safe to show. */
export function describeContent(head: Uint8Array): string {
  if (head.length === 0) return 'nothing';
  const text = Buffer.from(head).toString('latin1').replace(/^ï»¿/, '').trimStart().toLowerCase();
  if (text.startsWith('<!doctype html') || text.startsWith('<html')) return 'an HTML page';
  if (text.startsWith('<')) return 'an XML document';
  if (text.startsWith('{') || text.startsWith('[')) return 'a JSON answer';
  if (head[0] === 0x1f && head[1] === 0x8b) return 'a gzip file';
  if (head[0] === 0x89 && text.includes('png')) return 'a PNG image';
  if (head[0] === 0xff && head[1] === 0xd8) return 'a JPEG image';
  if (head[0] === 0x1a && head[1] === 0x45) return 'a WebM or Matroska file';
  return head.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 13)
    ? 'plain text'
    : 'unknown bytes';
}
