import type { ModelCapabilities, Resolution } from '../../model.ts';
import { isAbsent, kindOf } from './json-value.ts';
import { fail, warn, type Place } from './report.ts';
import type { Chosen } from './resolve-field.ts';

/** The orientation to order; horizontal, or what the model has, when nobody gave one. Null after an error. */
export function readResolution({ value, place }: Chosen, model: ModelCapabilities | null): Resolution | null {
  if (isAbsent(value)) return defaultResolution(place, model);
  const word = typeof value === 'string' ? value.trim().toLowerCase() : null;
  if (word !== 'horizontal' && word !== 'vertical') {
    const detail = `resolution must be horizontal or vertical, found ${word === null ? kindOf(value) : 'something else'}`;
    const fix =
      'Write "horizontal" (16:9) or "vertical" (9:16); a number of lines such as 720p says neither.';
    return fail(place, { code: 'unknown-resolution', detail, value, fix });
  }
  if (model === null || model.resolutions.includes(word)) return word;
  const detail = `model ${model.id} does not render ${word} clips`;
  const fix = `Use ${model.resolutions.join(' or ')}, or another model.`;
  return fail(place, { code: 'resolution-not-supported', detail, value, fix });
}

function defaultResolution(place: Place, model: ModelCapabilities | null): Resolution {
  const [first] = model?.resolutions ?? [];
  if (first === undefined || model?.resolutions.includes('horizontal')) return 'horizontal';
  const detail = `no resolution is given and model ${model?.id} renders only ${first} clips`;
  warn(place, { code: 'resolution-defaulted', detail, used: first });
  return first;
}
