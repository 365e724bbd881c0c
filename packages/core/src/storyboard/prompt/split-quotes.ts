/** A stretch of text; quoted ones include their quotes. */
export interface TextPart {
  text: string;
  quoted: boolean;
}

const CLOSES = new Map([
  ['"', '"'],
  ['“', '”'],
]);

/**
 * Splits a text into dialogue, "…" or “…”, and the rest. An unclosed quote opens nothing: a stray one (27" screen)
 * would block all later names.
 */
export function splitQuotes(text: string): TextPart[] {
  const parts: TextPart[] = [];
  const unclosed = new Set<string>();
  let plainFrom = 0;
  let at = 0;
  while (at < text.length) {
    const end = endOfQuote(text, at, unclosed);
    if (end === null) {
      at += 1;
      continue;
    }
    if (at > plainFrom) parts.push({ text: text.slice(plainFrom, at), quoted: false });
    parts.push({ text: text.slice(at, end), quoted: true });
    plainFrom = end;
    at = end;
  }
  if (plainFrom < text.length) parts.push({ text: text.slice(plainFrom), quoted: false });
  return parts;
}

/** `unclosed` caches failed searches, to keep the scan linear. */
function endOfQuote(text: string, at: number, unclosed: Set<string>): number | null {
  const close = CLOSES.get(text.charAt(at));
  if (close === undefined || unclosed.has(close)) return null;
  const end = text.indexOf(close, at + 1);
  if (end >= 0) return end + 1;
  unclosed.add(close);
  return null;
}
