const MAX_LENGTH = 100;

/**
 * A value as echoed in an answer: long text is cut and well-formed, numbers beyond JSON become text. Lists and
 * objects are not echoed: undefined.
 */
export function echoValue(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
      return cutText(value, MAX_LENGTH);
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'boolean':
      return value;
    default:
      return value === null ? null : undefined;
  }
}

/** Well-formed text of at most `maxLength` characters, with an ellipsis if cut. */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text.toWellFormed();
  const end = isHighSurrogate(text, maxLength - 1) ? maxLength - 1 : maxLength;
  return `${text.slice(0, end).toWellFormed()}…`;
}

function isHighSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xd800 && code <= 0xdbff;
}
