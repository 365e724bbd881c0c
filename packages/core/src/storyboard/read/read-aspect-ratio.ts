import { isAbsent, kindOf } from './json-value.ts';
import type { TargetInMode } from './read-target.ts';
import { fail, warn, type Place } from './report.ts';
import type { Chosen } from './resolve-field.ts';

const USUAL = '16:9';

/** The aspect ratio to order; default 16:9, or the first of the model. Null after an error. */
export function readAspectRatio({ value, place }: Chosen, target: TargetInMode | null): string | null {
  if (isAbsent(value)) return target && defaultRatio(place, target);
  const ratio = typeof value === 'string' ? value.trim() : '';
  if (!/^\d+:\d+$/.test(ratio)) {
    const detail = `resolution must say which way up the clip is, found ${ratio === '' ? kindOf(value) : 'something else'}`;
    const fix =
      'Write "horizontal" (16:9), "vertical" (9:16) or a ratio; a number of lines such as 720p says none.';
    return fail(place, { code: 'unknown-resolution', detail, value, fix });
  }
  if (target === null) return null;
  const { model, can } = target;
  if (can.aspectRatios.includes(ratio)) return ratio;
  const detail = `model ${model.id} does not render clips of ${ratio}`;
  const fix = `Use ${can.aspectRatios.join(' or ')}, or another model.`;
  return fail(place, { code: 'resolution-not-supported', detail, value, fix });
}

function defaultRatio(place: Place, { model, can }: TargetInMode): string {
  const [first = USUAL] = can.aspectRatios;
  if (can.aspectRatios.includes(USUAL)) return USUAL;
  const detail = `no resolution is given and model ${model.id} renders no 16:9; ${first} is used`;
  warn(place, { code: 'resolution-defaulted', detail, used: first });
  return first;
}
