import { fieldOf, isNote, isRecord } from './json-value.ts';
import { childOf, fail, warn, type Place } from './report.ts';

interface Part {
  value: unknown;
  place: Place;
}

/**
 * Finds document and options in a request body: the document itself, or `{ storyboard, options }`. A body with
 * `segments` is always a document.
 */
export function splitBody(body: unknown, place: Place): { document: Part; options: Part } {
  const options = { value: undefined as unknown, place: childOf(place, 'options') };
  if (!isRecord(body)) return { document: { value: body, place }, options };
  if (Object.hasOwn(body, 'segments') || !Object.hasOwn(body, 'storyboard')) {
    readIdleOptions(body, place);
    return { document: { value: body, place }, options };
  }
  for (const key of Object.keys(body)) {
    if (key !== 'storyboard' && key !== 'options' && !isNote(key))
      failUnknown(key, body[key], childOf(place, key));
  }
  const document = { value: fieldOf(body, 'storyboard'), place: childOf(place, 'storyboard') };
  if (isRecord(document.value)) readIdleOptions(document.value, document.place);
  return { document, options: { ...options, value: fieldOf(body, 'options') } };
}

/** Options that limit the cost: ignoring one would spend more than the caller expects. */
const LIMITS = ['dryRun', 'budgetCents', 'retryFailed'];
const WISHES = ['takes', 'provider', 'model', 'routing', 'providers', 'priority', 'force', 'durationPolicy'];

/** Options beside `segments` are not read. Those that limit the cost are errors, the rest warnings. */
function readIdleOptions(body: Record<string, unknown>, place: Place): void {
  const fix = 'Send {"storyboard": {…}, "options": {…}}, with it among the options.';
  const detail = 'an option beside segments is not read';
  for (const name of [...LIMITS, 'options']) {
    const value = fieldOf(body, name);
    const isMeant = name === 'options' ? isRecord(value) : value !== undefined;
    if (isMeant) fail(childOf(place, name), { code: 'misplaced-option', detail, value, fix });
  }
  for (const name of WISHES) {
    if (!Object.hasOwn(body, name)) continue;
    warn(childOf(place, name), {
      code: 'option-not-supported',
      detail: `${detail}. ${fix}`,
      asked: body[name],
    });
  }
}

function failUnknown(key: string, value: unknown, place: Place): void {
  const detail = 'beside storyboard only options is allowed';
  const fix = `Move it into "options", or remove it: ${key.slice(0, 60).toWellFormed()}`;
  fail(place, { code: 'unknown-field', detail, value, fix });
}
