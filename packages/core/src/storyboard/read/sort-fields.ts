import { findField } from './find-field.ts';
import type { FieldRow, Level, MeantField, Reads } from './field-row.ts';
import { fieldOf, isAbsent, isRecord, type JsonRecord } from './json-value.ts';
import { pairText, readSizeOf } from './read-value.ts';
import { childOf, type Place } from './report.ts';
import { count } from './tally.ts';

/** A value for one of our fields, with its place. */
export interface Given {
  meant: MeantField;
  reads: Reads;
  /** Name including its object: `video_params.duration`. */
  name: string;
  level: Level;
  /** True for a documented name; an unreadable value is then a fault. */
  isOwn: boolean;
  value: unknown;
  place: Place;
}

/**
 * Classifies all fields of a shot or document and of its nested objects. Returns values for our fields, and reports
 * wishes and unknown fields.
 */
export function sortFields(record: JsonRecord, level: Level, place: Place): Given[] {
  const givens: Given[] = [];
  const text = fieldOf(record, 'prompt_text');
  collect(record, level, place, { givens, promptText: typeof text === 'string' ? text : '', box: null });
  return givens;
}

interface Sink {
  givens: Given[];
  promptText: string;
  /** Name of the current object. */
  box: string | null;
}

function collect(record: JsonRecord, level: Level, place: Place, sink: Sink): void {
  const sides: Given[] = [];
  for (const name of Object.keys(record)) {
    const value = record[name];
    const row = findField(level, name);
    if (isNothing(value) || row?.role === 'note') continue;
    const at = childOf(place, name);
    const shown = sink.box === null ? name : `${sink.box}.${name}`;
    if (row?.role === 'box' && isRecord(value)) collect(value, row.level, at, { ...sink, box: name });
    else if ((row?.role === 'own' || row?.role === 'same') && row.meant !== undefined) {
      const isOwn = row.role === 'own' && (level === 'shot' || sink.box === 'video_params');
      const isSize = row.reads === 'orientation' && readSizeOf(value).kind === 'certain';
      const given: Given = {
        meant: isSize ? 'picture_size' : row.meant,
        reads: isSize ? 'size' : (row.reads ?? 'words'),
        name: shown,
        level,
        isOwn,
        value,
        place: at,
      };
      (given.reads === 'width' || given.reads === 'height' ? sides : sink.givens).push(given);
    } else if (row?.role !== 'own')
      recordUnused(row, { name, shown, value, level, place: at }, sink.promptText);
  }
  joinSides(sides, sink);
}

/** Width and height make an orientation only together. */
function joinSides(sides: readonly Given[], { givens }: Sink): void {
  const width = sides.find(({ reads }) => reads === 'width');
  const height = sides.find(({ reads }) => reads === 'height');
  const value = pairText(width?.value, height?.value);
  if (width !== undefined && height !== undefined && value !== null) {
    givens.push({ ...width, reads: 'orientation', name: `${width.name}/${height.name}`, value });
    return;
  }
  for (const side of sides) recordUnread(side);
}

const NO_BIBLE = 'it is no list of things with pictures';

/** Condition for a value to be used. */
const CERTAIN: Readonly<Record<MeantField, string>> = {
  duration_seconds: 'it is not one number of seconds',
  resolution: 'it says neither horizontal (16:9) nor vertical (9:16)',
  image_url: 'it is not one address the internet can fetch a picture from',
  prompt_text: 'it is no text',
  last_frame: 'it is not one address the internet can fetch a picture from',
  reference_images: 'it is no list of addresses the internet can fetch pictures from',
  picture_size: 'it is no size such as 720p or 4k',
  audio: 'it is neither true nor false, and sound cannot be ordered apart',
  seed: 'it is no whole number from 0 to 2147483647',
  negative_prompt: 'it is no text',
  continues: 'it is neither true nor false',
  character_bible: NO_BIBLE,
  scene_bible: NO_BIBLE,
  prop_bible: NO_BIBLE,
};

/** Reports an ambiguous value under a synonym. */
export function recordUnread({ meant, name, value, place }: Given): void {
  count(place, {
    key: `unread ${meant}`,
    code: 'field-not-used',
    name,
    asked: value,
    says: `is not used: ${CERTAIN[meant]}; write ${meant}`,
  });
}

interface Unused {
  name: string;
  shown: string;
  value: unknown;
  level: Level;
  place: Place;
}

function recordUnused(row: FieldRow | null, unused: Unused, promptText: string): void {
  const { name, shown, value, level, place } = unused;
  // Metadata describes the document; only known wishes concern the shots.
  if (row === null && level === 'metadata') return;
  if (row?.role === 'wish') {
    if (row.names.includes(name) && isSaid(value, promptText)) return;
    const says = `is not used: ${row.advice}`;
    count(place, { key: `wish ${row.wish}`, code: 'field-not-used', name: shown, asked: value, says });
    return;
  }
  // A documented object of the wrong type is reported by its reader.
  if (row?.role === 'box' && row.names[0] === name && level === 'shot') return;
  if (row?.role === 'box' && row.level === 'metadata') return;
  const says = 'is not a known field and is not used';
  count(place, { key: `unknown ${name}`, code: 'field-not-used', name: shown, asked: value, says });
}

/** True if the prompt text contains the words of a wish. */
function isSaid(value: unknown, promptText: string): boolean {
  if (typeof value !== 'string') return false;
  const said = value.replaceAll(/^[\s「『“"']+|[\s」』”"']+$/gu, '');
  return said !== '' && promptText.includes(said);
}

/** Empty lists and objects are like blank text. */
function isNothing(value: unknown): boolean {
  if (isAbsent(value)) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isRecord(value) && Object.keys(value).length === 0;
}
