import { renameFix } from './guess-names.ts';
import { fieldOf, isAbsent, kindOf, type JsonRecord } from './json-value.ts';
import { childOf, fail, type Place } from './report.ts';

/** Longest text in characters, for a prompt and for everything that ends in one. */
const MAX_TEXT_LENGTH = 32_000;

/** The trimmed text of a field that may be missing, null or blank; null for these, and after an error. */
export function readText(value: unknown, place: Place): string | null {
  if (isAbsent(value)) return null;
  if (typeof value !== 'string') {
    const detail = `expected text, found ${kindOf(value)}`;
    return fail(place, { code: 'not-a-string', detail, value, fix: 'Write text in quotes, or null.' });
  }
  return checkText(value.trim(), place);
}

/** The trimmed prompt_text of a shot, which must hold some. */
export function readPrompt(segment: JsonRecord, parent: Place): string | null {
  const [value, place] = [fieldOf(segment, 'prompt_text'), childOf(parent, 'prompt_text')];
  const fix = renameFix(segment, 'prompt_text') ?? 'Describe in words what the shot shows.';
  if (value === undefined || value === null) {
    return fail(place, { code: 'required', detail: `prompt_text is ${kindOf(value)}`, value, fix });
  }
  if (typeof value === 'string' && value.trim() === '') {
    return fail(place, { code: 'blank', detail: 'prompt_text is blank', value, fix });
  }
  return readText(value, place);
}

function checkText(text: string, place: Place): string | null {
  if (!text.isWellFormed()) {
    const detail = 'the text holds half a character (a lone surrogate), which no provider can read';
    const fix = 'Remove the broken character; it often comes from cutting an emoji in two.';
    return fail(place, { code: 'broken-unicode', detail, value: text, fix });
  }
  if (text.length <= MAX_TEXT_LENGTH) return text;
  const detail = `the text has ${text.length} characters, ${MAX_TEXT_LENGTH} are allowed`;
  return fail(place, { code: 'too-long', detail, value: text, fix: 'Shorten the text.' });
}
