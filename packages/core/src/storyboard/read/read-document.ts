import type { CleanShot, CleanStoryboard, ReadingRules } from '../../model.ts';
import type { Uploads } from '../pictures/uploads.ts';
import { failTooManyLooks, MAX_LOOKS } from './check-sizes.ts';
import { createDefaults } from './defaults.ts';
import { cutText } from './echo-value.ts';
import { guessSegments } from './guess-names.ts';
import { fieldOf, isRecord, kindOf, type JsonRecord } from './json-value.ts';
import { readBibles, recordTaken } from './read-bibles.ts';
import { readPolicy } from './read-policy.ts';
import { readShot, type ShotContext } from './read-shot.ts';
import { childOf, fail, type Place } from './report.ts';
import { resolveField } from './resolve-field.ts';
import { sortFields } from './sort-fields.ts';
import { looksOf } from './things-of.ts';
import type { Pictures } from './use-first.ts';

const MAX_SHOTS = 5_000;
const MAX_NAME_LENGTH = 200;

/** Reads a storyboard document. The shots are complete only if the report has no error. */
export function readDocument(
  document: unknown,
  place: Place,
  rules: ReadingRules | null,
  uploads: Uploads,
): CleanStoryboard {
  if (!isRecord(document)) {
    const detail = `a storyboard must be an object, found ${kindOf(document)}`;
    const fix = guessSegments(document) ?? 'Send {"segments": […]}.';
    fail(place, { code: 'not-an-object', detail, value: document, fix });
    return { projectName: null, shots: [] };
  }
  const givens = sortFields(document, 'document', place);
  const pictures: Pictures = new Map();
  const bibles = readBibles(document, place, { givens, rules, uploads, pictures });
  const context: ShotContext = {
    rules,
    bibles,
    matrix: readPolicy(document, 'matrix', place),
    defaults: createDefaults(givens, rules),
    firstUse: new Map(),
    pictures,
    uploads,
    framed: new Set(),
    previous: null,
    continues: resolveField(givens, 'continues')?.value === true,
  };
  const shots = readSegments(document, childOf(place, 'segments'), context);
  recordFrames(place, context);
  if (looksOf(bibles) > MAX_LOOKS) failTooManyLooks(place);
  return { projectName: projectNameOf(document), shots };
}

function recordFrames(place: Place, { framed, bibles }: ShotContext): void {
  const taken = [...framed].map((number) => {
    const path = bibles.frames.get(number);
    return { name: `shot ${number}`, paths: path === undefined ? [] : [path] };
  });
  if (taken.length > 0) recordTaken(place, 'pictures of shots', taken);
}

function readSegments(document: JsonRecord, place: Place, context: ShotContext): CleanShot[] {
  const value = fieldOf(document, 'segments');
  const problem = problemOfSegments(value, document);
  if (problem !== null || !Array.isArray(value)) {
    if (problem) fail(place, { ...problem, value });
    return [];
  }
  return value
    .map((segment: unknown, position) => readShot(segment, position, place, context))
    .filter((shot) => shot !== null);
}

function problemOfSegments(
  value: unknown,
  document: JsonRecord,
): { code: string; detail: string; fix: string } | null {
  const fix =
    (Array.isArray(value) ? null : guessSegments(document)) ??
    'Give a list of shots: "segments": [{"segment_index": 1, "prompt_text": "…"}].';
  if (value === undefined || value === null) {
    return { code: 'required', detail: `segments is ${kindOf(value)}`, fix };
  }
  if (!Array.isArray(value))
    return { code: 'not-a-list', detail: `segments must be a list, found ${kindOf(value)}`, fix };
  if (value.length === 0) return { code: 'empty-list', detail: 'segments holds no shot', fix };
  if (value.length <= MAX_SHOTS) return null;
  const detail = `the storyboard has ${value.length} shots, ${MAX_SHOTS} are allowed`;
  return { code: 'too-many-shots', detail, fix: 'Split it into several storyboards.' };
}

/** The name only labels a folder, so a wrong type is ignored, not refused. */
function projectNameOf(document: JsonRecord): string | null {
  const metadata = fieldOf(document, 'metadata');
  const name = isRecord(metadata) ? fieldOf(metadata, 'project_name') : null;
  if (typeof name !== 'string' || name.trim() === '') return null;
  return cutText(name.trim(), MAX_NAME_LENGTH);
}
