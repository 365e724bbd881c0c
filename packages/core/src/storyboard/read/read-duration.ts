import { describeDurations, fitDuration, offersDuration, shortestOf } from '../../capabilities.ts';
import type { ReadingRules } from '../../model.ts';
import { proOf } from './choose-model.ts';
import { isAbsent, kindOf } from './json-value.ts';
import type { TargetInMode } from './read-target.ts';
import { fail, warn, type Place } from './report.ts';
import type { Chosen } from './resolve-field.ts';

/**
 * The duration to order, in seconds; null only after an error.
 * Rounded up to an allowed duration, else the longest, with a warning; an error under the strict policy. Default: the
 * model's shortest.
 */
export function readDuration(
  { value, place }: Chosen,
  target: TargetInMode | null,
  rules: ReadingRules | null,
): number | null {
  const asked = readSeconds(value, place);
  if (rules === null || target === null || (asked === null && !isAbsent(value))) return null;
  const { model, can } = target;
  if (asked === null) return shortestOf(can.durations);
  const used = fitDuration(asked, can.durations);
  if (used === null || used === asked) return used;
  const offered = describeDurations(can.durations);
  if (rules.durationPolicy === 'nearest') {
    const detail = `${nameOf(place)} asks for ${asked} s, model ${model.id} offers ${offered}: ${used} s is used${proHint(asked, target, rules)}`;
    warn(place, { code: 'duration-adjusted', detail, asked, used });
    return used;
  }
  const detail = `${asked} s is not offered by model ${model.id}`;
  const fix = `Use one of ${offered}, or leave durationPolicy at "nearest".`;
  return fail(place, { code: 'duration-not-allowed', detail, value: asked, fix });
}

function proHint(asked: number, target: TargetInMode, rules: ReadingRules): string {
  const pro = proOf(target, rules)?.modes[target.mode];
  return pro && offersDuration(asked, pro.durations) ? `; ${asked} s needs is_pro: true` : '';
}

/** Seconds as written; null if absent or after an error. */
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
