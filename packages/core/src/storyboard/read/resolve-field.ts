import { echoValue } from './echo-value.ts';
import type { MeantField } from './field-row.ts';
import { isAbsent } from './json-value.ts';
import { pictureIdentity } from './picture-identity.ts';
import {
  isNoPicture,
  readMillisecondsOf,
  readOrientationOf,
  readPictureOf,
  readSecondsOf,
  readSeedOf,
  readSizeOf,
  readSwitchOf,
  readWordsOf,
  type Reading,
} from './read-value.ts';
import { fail, warn, type Place } from './report.ts';
import { recordUnread, type Given } from './sort-fields.ts';
import { count } from './tally.ts';

/** The chosen value of a field; its reader may still refuse it. */
export interface Chosen {
  value: unknown;
  place: Place;
  /** Whether it has a documented name. */
  isOwn?: boolean;
}

type Certain = Given & { reading: Extract<Reading, { kind: 'certain' }> };

/**
 * Chooses one of all values given for a field. Documented names come first, a shot's own before its video_params.
 * Two names with different values are a fault: one of them would be paid for in vain.
 */
export function resolveField(givens: readonly Given[], meant: MeantField): Chosen | null {
  const all = givens
    .filter((given) => given.meant === meant && !isAbsent(given.value) && !saysNone(given))
    .toSorted((a, b) => rankOf(a) - rankOf(b));
  const [only] = all;
  // The reader of documented pictures cleans and warns itself.
  if (only?.isOwn && only.meant === 'image_url' && all.length === 1) return only;
  const certain: Certain[] = [];
  let refused: Chosen | null = null;
  for (const given of all) {
    const reading = readGiven(given);
    if (reading.kind === 'certain') certain.push({ ...given, reading });
    else if (reading.kind === 'impossible') failImpossible(given);
    else if (given.isOwn && REFUSED.has(meant)) refused ??= { value: given.value, place: given.place };
    else recordUnread(given);
  }
  const [first, ...others] = certain;
  for (const other of others) if (first !== undefined) compare(first, other);
  if (refused !== null || first === undefined) return refused;
  if (!isAsDocumented(first))
    for (const given of certain) if (!isAsDocumented(given)) recordUnderstood(given, given.reading.value);
  const isRaw = first.isOwn && first.meant === 'image_url';
  return { value: isRaw ? first.value : first.reading.value, place: first.place, isOwn: first.isOwn };
}

/** Fields whose reader refuses what cannot be read; the others are warned of. */
const REFUSED: ReadonlySet<MeantField> = new Set([
  'duration_seconds',
  'resolution',
  'image_url',
  'prompt_text',
  'continues',
]);

/** A documented name with a documented value needs no warning. */
function isAsDocumented({ isOwn, reading }: Certain): boolean {
  return isOwn && reading.isPlain;
}

function rankOf({ isOwn, level }: Given): number {
  if (isOwn) return level === 'shot' ? 0 : 1;
  return 2;
}

function saysNone({ reads, value }: Given): boolean {
  return reads === 'picture' && isNoPicture(value);
}

function readGiven({ reads, value }: Given): Reading {
  switch (reads) {
    case 'seconds':
      return readSecondsOf(value);
    case 'milliseconds':
      return readMillisecondsOf(value);
    case 'picture':
      return readPictureOf(value);
    case 'size':
      return readSizeOf(value);
    case 'switch':
      return readSwitchOf(value);
    case 'seed':
      return readSeedOf(value);
    case 'words':
      return readWordsOf(value);
    default:
      return readOrientationOf(value);
  }
}

function compare(first: Certain, other: Certain): void {
  const [used, asked] = [first.reading.value, other.reading.value];
  const isPicture = first.reads === 'picture';
  if (used === asked || (isPicture && pictureIdentity(String(used)) === pictureIdentity(String(asked))))
    return;
  if (first.isOwn && other.isOwn) {
    const detail = `${first.name} and ${other.name} differ; ${first.name} is used`;
    warn(other.place, { code: 'video-params-conflict', detail, asked, used });
    return;
  }
  const detail = `two names of ${first.meant} say different things: ${nameAt(first)} and ${nameAt(other)}`;
  const fix = `Keep one of the two, best as ${first.meant}.`;
  fail(other.place, { code: 'contradiction', detail, value: other.value, fix });
}

function nameAt({ name, place }: Given): string {
  return `${name.slice(0, 60)} (${place.pointer})`;
}

function failImpossible({ name, value, place }: Given): void {
  const detail = `${name} asks for a shape no model has`;
  const fix = 'Write resolution "horizontal" (16:9) or "vertical" (9:16), and crop the clip afterwards.';
  fail(place, { code: 'unknown-resolution', detail, value, fix });
}

/** Tells that a value counts under another name. */
export function recordUnderstood(
  { meant, reads, name, value, level, place }: Given,
  used: string | number | boolean,
): void {
  const forAll = level === 'document' || level === 'metadata' || level === 'defaults';
  const isPicture = reads === 'picture' || reads === 'pictures';
  const isSpelled = !isPicture && value !== used;
  const said = isSpelled ? `: ${JSON.stringify(echoValue(value))} is ${JSON.stringify(used)}` : '';
  const says = `${forAll ? `counts as ${meant} for every shot that has none` : `is read as ${meant}`}${said}`;
  const key = `${forAll ? 'default' : 'read'} ${meant}`;
  count(place, { key, code: 'field-understood', name, asked: value, used, says });
}
