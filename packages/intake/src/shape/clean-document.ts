import { fieldOf, findField, isAbsent, isRecord, OTHER_NAMES, type JsonRecord } from '@cineflow/core';
import type { Findings } from '../findings.ts';
import { holdsText } from './choose-text.ts';
import { cleanShot } from './clean-shot.ts';
import { describeContent } from './describe-content.ts';
import { findShotLists, type Cleaned, type Entry, type ShotList } from './find-shots.ts';
import { hasOwnNumbers, numberShots } from './number-shots.ts';
import { fromStoryboarder, isStoryboarder } from './storyboarder.ts';

const MOST_SHOTS = 5_000;

/**
 * Brings what other tools write into our shape. A document of our own stays as it is. Where the shots or their texts are
 * not certain, it is a problem.
 */
export function cleanDocument(body: unknown, findings: Findings, at = ''): Cleaned {
  if (isRecord(body) && !Object.hasOwn(body, 'segments') && Object.hasOwn(body, 'storyboard')) {
    const inner = cleanDocument(body.storyboard, findings, `${at}/storyboard`);
    return { document: { ...body, storyboard: inner.document }, origins: inner.origins };
  }
  if (isRecord(body) && Array.isArray(fieldOf(body, 'segments'))) return cleanOwn(body, findings, at);
  if (isStoryboarder(body)) return fromStoryboarder(body, findings, at);
  const lists = findShotLists(body);
  const [first] = lists;
  if (first === undefined)
    return isLoneShot(body) ? cleanDocument([body], findings, at) : refuse(body, findings, at);
  const rivals = lists.filter(({ tier }) => tier === first.tier);
  if (rivals.length > 1) return failAmbiguous(rivals, findings, at);
  return rebuild(body, first, findings, at);
}

/** One shot without a list around it: it has a text and a number. */
function isLoneShot(body: unknown): body is JsonRecord {
  if (!isRecord(body) || !holdsText(body)) return false;
  return ['segment_index', ...OTHER_NAMES.segment_index].some((name) => !isAbsent(body[name]));
}

/** Shots under our own name that lack our own fields. */
function cleanOwn(body: JsonRecord, findings: Findings, at: string): Cleaned {
  const list = fieldOf(body, 'segments') as unknown[];
  const isComplete = list.every((shot) => !isRecord(shot) || isOurs(shot));
  if (isComplete || list.length > MOST_SHOTS || !list.every(isRecord)) return { document: body, origins: [] };
  const entries = list.map((shot, index) => ({ shot, pointer: `${at}/segments/${index}`, owners: [] }));
  const shots = entries.map((entry) =>
    isAbsent(entry.shot.prompt_text) ? cleanShot(entry, findings) : entry.shot,
  );
  const isNumbered =
    hasOwnNumbers(entries) && !entries.every(({ shot }) => typeof shot.segment_index === 'string');
  // Shots of which only some are numbered, or have no text, are left as they are. The order refuses them by name.
  const isHopeless = isNumbered || shots.some(({ prompt_text: text }) => isAbsent(text));
  const segments = isHopeless ? shots : withNumbers(entries, shots, findings);
  return { document: { ...body, segments }, origins: [] };
}

function isOurs(shot: JsonRecord): boolean {
  return !isAbsent(shot.prompt_text) && typeof shot.segment_index === 'number';
}

function withNumbers(
  entries: readonly Entry[],
  shots: readonly JsonRecord[],
  findings: Findings,
): JsonRecord[] {
  const { numbers, name } = numberShots(entries, findings);
  return shots.map((shot, index) => {
    const rest = { ...shot };
    if (name !== null) delete rest[name];
    return {
      segment_index: numbers[index],
      ...rest,
      ...(name === 'segment_index' ? { segment_index: numbers[index] } : {}),
    };
  });
}

function rebuild(body: unknown, list: ShotList, findings: Findings, at: string): Cleaned {
  const entries = list.entries.map((entry) => ({ ...entry, pointer: `${at}${entry.pointer}` }));
  const where = list.shape === '' ? 'the list' : `the list at ${at}${list.shape.replaceAll('/*', '')}`;
  findings.note({
    code: 'shots-found',
    detail: `${where} is read as segments: ${entries.length} shot${entries.length === 1 ? '' : 's'}`,
    pointer: entries[0]?.pointer.replace(/\/[^/]*$/u, '') ?? at,
    asked: list.name,
    used: entries.length,
  });
  if (entries.length > MOST_SHOTS) {
    findings.problem(
      'too-many-shots',
      `there are ${entries.length} shots, and one storyboard holds at most ${MOST_SHOTS}`,
      { pointer: at, fix: 'Split it into several storyboards.' },
    );
    return { document: undefined, origins: [] };
  }
  const shots = entries.map((entry) => cleanShot(entry, findings));
  const segments = withNumbers(entries, shots, findings);
  return { document: { ...headOf(body, list), segments }, origins: entries.map(({ pointer }) => pointer) };
}

const TITLES = [
  'project_name',
  'title',
  'name',
  'project',
  'film_title',
  '剧名',
  '标题',
  '项目名称',
  '片名',
  '名称',
];

/** What the document says of all shots: the fields around the list that are known, and its title. */
function headOf(body: unknown, { name, entries, shape }: ShotList): JsonRecord {
  const owners = (entries[0]?.owners ?? []).slice(0, shape.includes('*') ? 1 : undefined);
  const head: JsonRecord = {};
  for (const owner of owners) {
    for (const [field, value] of Object.entries(owner)) {
      const isRoot = owner === body;
      const isBranch = field === name || shape.split('/').includes(field);
      if (!isBranch && (isRoot || findField('document', field) !== null)) head[field] = value;
    }
  }
  const boxes = [...owners, ...owners.flatMap((owner) => Object.values(owner)).filter(isRecord)];
  const metadata = isRecord(head.metadata) ? head.metadata : {};
  if (!isAbsent(metadata.project_name)) return head;
  const titles = boxes.flatMap((box) => TITLES.map((title) => box[title]));
  const title = titles.find((value): value is string => typeof value === 'string' && value.trim() !== '');
  return title === undefined ? head : { ...head, metadata: { ...metadata, project_name: title.trim() } };
}

function failAmbiguous(rivals: readonly ShotList[], findings: Findings, at: string): Cleaned {
  const listed = rivals
    .map(({ shape, entries }) => `${at}${shape} (${entries.length} entries)`)
    .join(' and ');
  const fix = 'Send only the list that is to be rendered, as {"segments": […]}.';
  findings.problem('shots-ambiguous', `several lists may be the shots: ${listed}`, { pointer: at, fix });
  return { document: undefined, origins: [] };
}

function refuse(body: unknown, findings: Findings, at: string): Cleaned {
  const { detail, fix } = describeContent(body);
  findings.problem('no-shots', detail, { pointer: at, fix });
  return { document: undefined, origins: [] };
}
