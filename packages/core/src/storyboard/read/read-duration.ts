import type { CleanOptions } from '../../model.ts';
import { isAbsent, kindOf } from './json-value.ts';
import { fail, warn, type Place } from './report.ts';
import type { Chosen } from './resolve-field.ts';

/**
 * The duration to order, in seconds. What the model does not offer becomes the nearest allowed duration that is
 * not shorter, else the longest, with a warning; under the strict policy it is an error. A duration nobody gave
 * is the model's shortest. Null only after an error.
 */
export function readDuration(
  { value, place }: Chosen,
  isPro: boolean,
  rules: CleanOptions | null,
): number | null {
  const asked = readSeconds(value, place);
  if (rules === null || (asked === null && !isAbsent(value))) return null;
  const { model, durationPolicy } = rules;
  const allowed = isPro ? model.durations.pro : model.durations.normal;
  const [shortest = null] = allowed;
  if (asked === null) return shortest;
  const used = fitDuration(asked, allowed);
  if (used === null || used === asked) return used;
  if (durationPolicy === 'nearest') {
    const pro = !isPro && model.durations.pro.includes(asked) ? `; ${asked} s needs is_pro: true` : '';
    const detail = `${nameOf(place)} asks for ${asked} s, model ${model.id} offers ${allowed.join(', ')}: ${used} s is used${pro}`;
    warn(place, { code: 'duration-adjusted', detail, asked, used });
    return used;
  }
  const detail = `${asked} s is not offered by model ${model.id}`;
  const fix = `Use one of ${allowed.join(', ')}, or leave durationPolicy at "nearest".`;
  return fail(place, { code: 'duration-not-allowed', detail, value: asked, fix });
}

/** The nearest allowed duration that is not shorter than asked, else the longest; null when none is allowed. */
function fitDuration(askedSeconds: number, allowed: readonly number[]): number | null {
  return allowed.find((seconds) => seconds >= askedSeconds) ?? allowed.at(-1) ?? null;
}

function readSeconds(value: unknown, place: Place): number | null {
  if (isAbsent(value)) return null;
  const fix = 'Write the seconds as a number, for example 10, or null for the default.';
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    const detail = `the duration must be a number of seconds, found ${kindOf(value)}`;
    return fail(place, { code: 'not-a-number', detail, value, fix });
  }
  if (value > 0) return value;
  return fail(place, { code: 'not-positive', detail: 'the duration must be above 0', value, fix });
}

function nameOf(place: Place): string {
  return place.segmentIndex === undefined ? 'the document' : `shot ${place.segmentIndex}`;
}
