/** Tolerant readers of vendor answers: missing or odd values read as absent, and nothing throws. */

/** Parses JSON; undefined for anything else. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Whether a body is an HTML page, which comes from a proxy and says nothing about a task. */
export function isPage(body: string): boolean {
  return body.trimStart().startsWith('<');
}

/** Reads an id: text without blanks, or a whole number that JSON carries exactly. */
export function readId(value: string | number | null | undefined): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? String(value) : undefined;
  const text = value?.trim();
  return text !== undefined && /^[^\s\p{C}]+$/u.test(text) && !/^(null|undefined|0)$/i.test(text)
    ? text
    : undefined;
}

/** Reads an http or https URL. */
export function readHttpUrl(value: unknown): string | undefined {
  const url = typeof value === 'string' ? URL.parse(value.trim()) : null;
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.href : undefined;
}

/** Reads a percentage from 45, "45" or "45%". */
export function readProgress(value: string | number | null | undefined): { progress?: number } {
  const text = typeof value === 'string' ? value.trim().replace(/\s*%$/, '') : value;
  const number = text === '' ? Number.NaN : Number(text ?? Number.NaN);
  return Number.isFinite(number) ? { progress: Math.min(100, Math.max(0, number)) } : {};
}

const LONGEST_WORDS = 4_000;
const DEEPEST_WORDS = 5;

/** Collects the words of a text, an object or a list; empty if there are none. */
export function readWords(value: unknown): string {
  return [...wordsOf(value)].join(': ').slice(0, LONGEST_WORDS);
}

/** Words of the first value that contains words. */
export function firstWords(...values: readonly unknown[]): string {
  return values.map((value) => readWords(value)).find((words) => words !== '') ?? '';
}

/** Yields the texts and numbers of a value, in order. */
function* wordsOf(value: unknown, depth = 0): Generator<string> {
  if (typeof value === 'string' && value.trim() !== '') yield value.trim();
  else if (typeof value === 'number') yield String(value);
  else if (typeof value === 'object' && value !== null && depth < DEEPEST_WORDS) {
    for (const inner of Object.values(value)) yield* wordsOf(inner, depth + 1);
  }
}
