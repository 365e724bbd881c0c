import { fieldOf, isRecord } from './json-value.ts';
import { childOf, fail, warn, type Place } from './report.ts';

interface Part {
  value: unknown;
  place: Place;
}

/**
 * Finds the document and the options in a request body: the document itself, or `{ storyboard, options }`. What has
 * `segments` is a document, whatever else it holds.
 */
export function splitBody(body: unknown, place: Place): { document: Part; options: Part } {
  const options = { value: undefined as unknown, place: childOf(place, 'options') };
  if (!isRecord(body)) return { document: { value: body, place }, options };
  if (Object.hasOwn(body, 'segments') || !Object.hasOwn(body, 'storyboard')) {
    warnOfIdleOptions(body, options.place);
    return { document: { value: body, place }, options };
  }
  for (const key of Object.keys(body)) {
    if (key !== 'storyboard' && key !== 'options') failUnknown(key, body[key], childOf(place, key));
  }
  const document = { value: fieldOf(body, 'storyboard'), place: childOf(place, 'storyboard') };
  return { document, options: { ...options, value: fieldOf(body, 'options') } };
}

function warnOfIdleOptions(body: Record<string, unknown>, place: Place): void {
  if (!isRecord(fieldOf(body, 'options'))) return;
  const detail = 'options beside segments are not read; send {"storyboard": …, "options": …} to set them';
  warn(place, { code: 'option-not-supported', detail });
}

function failUnknown(key: string, value: unknown, place: Place): void {
  const detail = 'beside storyboard only options is allowed';
  const fix = `Move it into "options", or remove it: ${key.slice(0, 60).toWellFormed()}`;
  fail(place, { code: 'unknown-field', detail, value, fix });
}
