const MAX_LENGTH = 100;

/**
 * A value as it may be repeated in an answer: long text is cut, text is made well-formed, numbers JSON cannot
 * hold become text. Lists and objects are not repeated: undefined.
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

/** Text of at most `maxLength` characters, well-formed, with an ellipsis where it was cut. */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text.toWellFormed();
  const end = isHighSurrogate(text, maxLength - 1) ? maxLength - 1 : maxLength;
  return `${text.slice(0, end).toWellFormed()}…`;
}

function isHighSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xd800 && code <= 0xdbff;
}
