import type { ModelCapabilities, Resolution } from '../../model.ts';
import type { Given } from './choose-given.ts';
import { isAbsent, kindOf } from './json-value.ts';
import { fail, warn, type Place } from './report.ts';

/** What else people write for the two; never accepted, only used to say what to write. */
const MEANT: Record<string, Resolution> = {
  '16:9': 'horizontal',
  landscape: 'horizontal',
  横屏: 'horizontal',
  '9:16': 'vertical',
  portrait: 'vertical',
  竖屏: 'vertical',
};

/** The orientation to order; horizontal, or what the model has, when nobody gave one. Null after an error. */
export function readResolution(given: Given, model: ModelCapabilities | null): Resolution | null {
  const { value, place } = given;
  if (isAbsent(value)) return defaultResolution(place, model);
  const word = typeof value === 'string' ? value.trim().toLowerCase() : null;
  if (word !== 'horizontal' && word !== 'vertical') {
    const detail = `resolution must be horizontal or vertical, found ${word === null ? kindOf(value) : 'another word'}`;
    const meant = word !== null && Object.hasOwn(MEANT, word) ? MEANT[word] : undefined;
    const fix = meant ? `Write "${meant}".` : 'Write "horizontal" (16:9) or "vertical" (9:16).';
    return fail(place, { code: 'unknown-resolution', detail, value, fix });
  }
  if (model === null || model.resolutions.includes(word)) return word;
  const detail = `model ${model.id} does not render ${word} films`;
  const fix = `Use ${model.resolutions.join(' or ')}, or another model.`;
  return fail(place, { code: 'resolution-not-supported', detail, value, fix });
}

function defaultResolution(place: Place, model: ModelCapabilities | null): Resolution {
  const [first] = model?.resolutions ?? [];
  if (first === undefined || model?.resolutions.includes('horizontal')) return 'horizontal';
  const detail = `no resolution is given and model ${model?.id} renders only ${first} films`;
  warn(place, { code: 'resolution-defaulted', detail, used: first });
  return first;
}
