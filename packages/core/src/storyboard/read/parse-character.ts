/** A character as written in one entry; either part may be missing. `id` is raw, without the `@`. */
export interface NamedCharacter {
  name: string | null;
  id: string | null;
}

/**
 * Parses one entry of `characters`: `Alice`, `[Alice]`, `Alice@alice `, `Alice (@alice)`, `[Alice] @alice`, `@alice`.
 * The id ends at the first space or bracket; the rest is a remark.
 */
export function parseCharacter(text: string): NamedCharacter {
  const plain = text.replaceAll('＠', '@');
  const at = plain.indexOf('@');
  if (at < 0) return { name: unwrapName(plain), id: null };
  const id = /^[^\s()[\]（）【】,，;；]*/u.exec(plain.slice(at + 1).trimStart())?.[0] ?? '';
  const name = stripEdges(plain.slice(0, at), '[【', '[]【】(（:：');
  return { name: name === '' ? null : name, id: id === '' ? null : id };
}

/** A name without surrounding spaces and square brackets; null if nothing is left. */
export function unwrapName(text: string): string | null {
  const name = stripEdges(text, '[【', ']】');
  return name === '' ? null : name;
}

/** A role id with exactly one leading `@`; null if blank; undefined if not allowed in a prompt. */
export function normaliseId(raw: string): string | null | undefined {
  const id = stripEdges(raw, '[【(（@＠', ']】)）');
  if (id === '') return null;
  return id.length > 200 || /[\s@"“”()[\]（）\p{C}]/u.test(id) ? undefined : `@${id}`;
}

function stripEdges(text: string, leading: string, trailing: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isEdge(text, start, leading)) start += 1;
  while (end > start && isEdge(text, end - 1, trailing)) end -= 1;
  return text.slice(start, end);
}

function isEdge(text: string, at: number, edges: string): boolean {
  const character = text.charAt(at);
  return edges.includes(character) || character.trim() === '';
}
