import type { CleanShot, CleanStoryboard, ReadingRules } from '../../model.ts';
import { cutText } from './echo-value.ts';
import { fieldOf, isRecord, kindOf, type JsonRecord } from './json-value.ts';
import { createDefaults } from './defaults.ts';
import { guessSegments } from './guess-names.ts';
import { readBible } from './read-bible.ts';
import { readShot, type ShotContext } from './read-shot.ts';
import { childOf, fail, type Place } from './report.ts';
import { sortFields } from './sort-fields.ts';

const MAX_SHOTS = 5_000;
const MAX_NAME_LENGTH = 200;

/** Reads a storyboard document. The shots are complete only if the report has no error. */
export function readDocument(document: unknown, place: Place, rules: ReadingRules | null): CleanStoryboard {
  if (!isRecord(document)) {
    const detail = `a storyboard must be an object, found ${kindOf(document)}`;
    const fix = guessSegments(document) ?? 'Send {"segments": […]}.';
    fail(place, { code: 'not-an-object', detail, value: document, fix });
    return { projectName: null, shots: [] };
  }
  const bible = readBible(fieldOf(document, 'character_bible'), childOf(place, 'character_bible'));
  const defaults = createDefaults(sortFields(document, 'document', place), rules);
  const context: ShotContext = { rules, bible, defaults, firstUse: new Map(), pictures: new Map() };
  const shots = readSegments(document, childOf(place, 'segments'), context);
  return { projectName: projectNameOf(document), shots };
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
