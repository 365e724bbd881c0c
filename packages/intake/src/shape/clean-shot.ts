import {
  ASSET_NAMES,
  findField,
  isAbsent,
  isRecord,
  plainName,
  readMillisecondsOf,
  readSecondsOf,
  type JsonRecord,
} from '@cineflow/core';
import { quote, type Findings } from '../findings.ts';
import { chooseText, partsOf, wordsOf, type Said } from './choose-text.ts';
import { composePrompt } from './compose-prompt.ts';
import type { Entry } from './find-shots.ts';

/** A shot in our own words. What is neither read nor moved stays as it was, for the order to tell of. */
export function cleanShot({ shot, pointer, owners }: Entry, findings: Findings): JsonRecord {
  const rest: JsonRecord = { ...shot };
  const tell = (name: string, meant: string, used?: unknown): void =>
    findings.note({
      code: 'field-understood',
      key: `read ${name} ${meant}`,
      detail: `${name} is read as ${meant}`,
      pointer: `${pointer}/${name}`,
      asked: shot[name],
      ...(used === undefined ? {} : { used }),
    });
  const promptText = isAbsent(shot.prompt_text)
    ? readText(shot, rest, { pointer, findings, tell })
    : shot.prompt_text;
  readAsset(rest, owners, tell);
  readDuration(rest, tell);
  return promptText === null ? rest : { prompt_text: promptText, ...withoutText(rest) };
}

interface Sink {
  pointer: string;
  findings: Findings;
  tell: (name: string, meant: string, used?: unknown) => void;
}

function readText(shot: JsonRecord, rest: JsonRecord, { pointer, findings, tell }: Sink): string | null {
  const choice = chooseText(shot);
  if (choice.kind === 'none') return null;
  if (choice.kind === 'unclear') {
    failUnclear(choice.said, pointer, findings);
    return null;
  }
  const { said, isFinished } = choice;
  const used = new Set(said.map(({ name }) => name));
  const texts = said.map(({ words }) => words);
  const parts = isFinished ? [] : partsOf(shot, used);
  const prompt = isFinished ? (texts[0] ?? '') : composePrompt(texts, parts);
  for (const name of [...used, ...parts.map(({ name }) => name)]) delete rest[name];
  const [first] = said;
  if (said.length + parts.length === 1 && first !== undefined) tell(first.name, 'prompt_text');
  else
    findings.note({
      code: 'prompt-composed',
      key: `composed ${[...used].join()} ${parts.map(({ name }) => name).join()}`,
      detail: `prompt_text is put together from ${[...parts.filter(({ part }) => part === 'camera').map(({ name }) => name), ...used, ...parts.filter(({ part }) => part !== 'camera').map(({ name }) => name)].join(', ')}`,
      pointer,
      asked: first?.words,
      used: prompt,
    });
  return prompt;
}

function failUnclear(said: readonly Said[], pointer: string, findings: Findings): void {
  const listed = said.map(({ name, words }) => `${name} (${quote(words)})`).join(' and ');
  const detail = `two texts may be the prompt of this shot: ${listed}`;
  findings.problem('text-ambiguous', detail, {
    pointer,
    fix: 'Keep one of them, or call the right one prompt_text.',
  });
}

type Slot = keyof typeof ASSET_NAMES;
const SLOTS = new Map<string, Slot>(
  (Object.keys(ASSET_NAMES) as Slot[]).flatMap((slot) =>
    ASSET_NAMES[slot].map((name): [string, Slot] => [plainName(name), slot]),
  ),
);
const BETWEEN = /[、，,;；/／\n|]+/u;

/** Who, where and what of a shot, from its own fields; the place also from the scene around it. */
function readAsset(rest: JsonRecord, owners: readonly JsonRecord[], tell: Sink['tell']): void {
  const asset: JsonRecord = isRecord(rest.asset) ? { ...rest.asset } : {};
  for (const [name, value] of Object.entries(rest)) {
    const slot = SLOTS.get(plainName(name));
    if (slot === undefined || !isAbsent(asset[slot])) continue;
    const listed = slot === 'scene' ? sceneOf(value) : namesOf(value);
    if (listed === null) continue;
    asset[slot] = listed;
    delete rest[name];
    tell(name, `asset.${slot}`);
  }
  const around = owners
    .slice(1)
    .toReversed()
    .map(placeOf)
    .find((place) => place !== null);
  if (isAbsent(asset.scene) && around !== undefined) asset.scene = around;
  if (Object.keys(asset).length > 0) rest.asset = asset;
}

function sceneOf(value: unknown): string | null {
  const isText =
    typeof value === 'string' || (Array.isArray(value) && value.every((one) => typeof one === 'string'));
  const words = isText ? wordsOf(value) : '';
  return words === '' ? null : words;
}

function namesOf(value: unknown): unknown[] | null {
  if (typeof value === 'string') {
    const names = value.split(BETWEEN).map(wordsOf).filter(Boolean);
    return names.length === 0 ? null : names;
  }
  if (!Array.isArray(value) || value.length === 0) return null;
  const areNames = value.every(
    (one: unknown) => typeof one === 'string' || (isRecord(one) && typeof one.name === 'string'),
  );
  return areNames ? value : null;
}

const HEADINGS = [
  'location',
  'scene',
  'setting',
  '场景',
  '地点',
  'heading',
  'slugline',
  'scene_name',
  '场景名称',
];

function placeOf(owner: JsonRecord): string | null {
  const name = HEADINGS.find((heading) => typeof owner[heading] === 'string' && owner[heading].trim() !== '');
  return name === undefined ? null : String(owner[name]).trim();
}

/** One length of a shot, in seconds; a value that says none certainly is left for the order to refuse. */
function readDuration(rest: JsonRecord, tell: Sink['tell']): void {
  if (!isAbsent(rest.duration_seconds)) return readOwnDuration(rest, tell);
  const names = Object.keys(rest).filter((name) => {
    const row = findField('shot', name);
    return row?.role === 'same' && row.meant === 'duration_seconds' && !isAbsent(rest[name]);
  });
  const [name] = names;
  if (names.length > 1) return;
  if (name === undefined) return readTimes(rest, tell);
  const row = findField('shot', name);
  const isShort = row?.role === 'same' && row.reads === 'milliseconds';
  const reading = isShort ? readMillisecondsOf(rest[name]) : readSecondsOf(rest[name]);
  const value = reading.kind === 'certain' ? reading.value : rest[name];
  tell(name, 'duration_seconds', value);
  delete rest[name];
  rest.duration_seconds = value;
}

/** A number as text, as every table has it, is no mend; a unit is. */
function readOwnDuration(rest: JsonRecord, tell: Sink['tell']): void {
  const given = rest.duration_seconds;
  const reading = readSecondsOf(given);
  if (typeof given !== 'string' || reading.kind !== 'certain') return;
  if (given.trim() !== String(reading.value)) tell('duration_seconds', 'a number of seconds', reading.value);
  rest.duration_seconds = reading.value;
}

const TIMES = [
  ['start_time', 'end_time'],
  ['start', 'end'],
  ['开始时间', '结束时间'],
] as const;

/** The length between the two times of a shot in the film. */
function readTimes(rest: JsonRecord, tell: Sink['tell']): void {
  for (const [from, to] of TIMES) {
    const [start, end] = [secondsAt(rest[from]), secondsAt(rest[to])];
    if (start === null || end === null || end <= start) continue;
    const seconds = Math.round((end - start) * 1000) / 1000;
    tell(to, `duration_seconds, as the time since ${from}`, seconds);
    delete rest[from];
    delete rest[to];
    rest.duration_seconds = seconds;
    return;
  }
}

function secondsAt(value: unknown): number | null {
  if (typeof value === 'number') return value >= 0 ? value : null;
  const match =
    typeof value === 'string'
      ? /^(?:(\d{1,2}):)?(\d{1,2}):(\d{1,2}(?:[.,]\d{1,3})?)$/u.exec(value.trim())
      : null;
  if (match === null) return null;
  const [, hours = '0', minutes = '0', seconds = '0'] = match;
  return Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds.replace(',', '.'));
}

function withoutText(rest: JsonRecord): JsonRecord {
  const { prompt_text: _, ...others } = rest;
  return others;
}
