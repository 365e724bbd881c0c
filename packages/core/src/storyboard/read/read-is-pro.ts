import type { ModelCapabilities } from '../../model.ts';
import { isAbsent, kindOf } from './json-value.ts';
import { fail, warn, type Place } from './report.ts';

/**
 * Whether the shot is ordered as pro. Text such as "false" is an error, because pro costs more and a guess would
 * spend money. A model without pro durations renders an ordinary shot, with a warning.
 */
export function readIsPro(value: unknown, place: Place, model: ModelCapabilities | null): boolean {
  if (isAbsent(value)) return false;
  if (typeof value !== 'boolean') {
    const detail = `is_pro must be true or false, found ${kindOf(value)}`;
    fail(place, { code: 'not-a-boolean', detail, value, fix: 'Write true or false without quotes.' });
    return false;
  }
  if (!value || model === null || model.durations.pro.length > 0) return value;
  const detail = `model ${model.id} has no pro quality; the shot is ordered as an ordinary one`;
  warn(place, { code: 'option-not-supported', detail, asked: true, used: false });
  return false;
}
