import { renameFix } from './guess-names.ts';
import { fieldOf, kindOf, type JsonRecord } from './json-value.ts';
import { childOf, fail, type Place } from './report.ts';

/** The number of a shot, a positive integer; null after an error. */
export function readSegmentIndex(segment: JsonRecord, parent: Place): number | null {
  const [value, place] = [fieldOf(segment, 'segment_index'), childOf(parent, 'segment_index')];
  const rename = renameFix(segment, 'segment_index');
  const fix = `${rename === null ? '' : `${rename} `}Number the shots 1, 2, 3 … without quotes.`;
  if (value === undefined || value === null) {
    return fail(place, { code: 'required', detail: `segment_index is ${kindOf(value)}`, value, fix });
  }
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value;
  const detail = `segment_index must be an integer from 1 on, found ${kindOf(value)}`;
  return fail(place, { code: 'not-an-integer', detail, value, fix });
}

/** Records the first use of each number and reports the second with both places. */
export function checkUnique(index: number, place: Place, firstUse: Map<number, string>): void {
  const first = firstUse.get(index);
  if (first === undefined) {
    firstUse.set(index, place.pointer);
    return;
  }
  fail(place, {
    code: 'duplicate-segment-index',
    detail: `segment_index ${index} is used twice: at ${first} and at ${place.pointer}`,
    value: index,
    fix: 'Give every shot a number of its own.',
  });
}
