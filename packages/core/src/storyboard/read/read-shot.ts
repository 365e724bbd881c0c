import type { MatrixPolicy } from '@cineflow/contracts';
import type { CleanShot, ReadingRules } from '../../model.ts';
import type { Uploads } from '../pictures/uploads.ts';
import { readAspectRatio } from './read-aspect-ratio.ts';
import { castOf, type Bible, type Bibles } from './bible.ts';
import type { Defaults } from './defaults.ts';
import { fieldOf, isAbsent, isRecord, kindOf, type JsonRecord } from './json-value.ts';
import { readCharacters } from './read-characters.ts';
import { readExtras, type Extras } from './read-extras.ts';
import { readDuration } from './read-duration.ts';
import { findSent, nameMatrix, readPictures } from './read-pictures.ts';
import { readMode, readTarget } from './read-target.ts';
import { readPrompt, readText } from './read-text.ts';
import { readTexts } from './read-texts.ts';
import { checkUnique, readSegmentIndex } from './read-segment-index.ts';
import { childOf, fail, type Place } from './report.ts';
import { resolveField } from './resolve-field.ts';
import { sortFields, type Given } from './sort-fields.ts';
import { describeThings, thingsOf, type Thing } from './things-of.ts';
import type { Pictures } from './use-first.ts';

/** Shared state while the shots of one document are read. */
export interface ShotContext {
  /** Null while the model is unknown; checks that depend on it are skipped. */
  rules: ReadingRules | null;
  bibles: Bibles;
  /** Of the document. */
  matrix: MatrixPolicy | undefined;
  /** Defaults of the document. */
  defaults: Defaults;
  /** The first address of each picture, by its identity. */
  pictures: Pictures;
  uploads: Uploads;
  /** Number of the shot that was read before; null before the first one. */
  previous: number | null;
  /** Whether shots of the document continue the one before where they do not say. */
  continues: boolean;
  /** Numbers of the shots that start from the picture of their folder. */
  framed: Set<number>;
  /** First place of each segment_index. */
  firstUse: Map<number, string>;
}

/** Reads one entry of `segments` and reports all its faults; null if it cannot be ordered. */
export function readShot(
  segment: unknown,
  position: number,
  parent: Place,
  context: ShotContext,
): CleanShot | null {
  const place = childOf(parent, position);
  if (!isRecord(segment)) {
    const detail = `a shot must be an object, found ${kindOf(segment)}`;
    return fail(place, {
      code: 'not-an-object',
      detail,
      value: segment,
      fix: 'Write {"segment_index": 1, "prompt_text": "…"}.',
    });
  }
  const at = (key: string) => childOf(place, key);
  const segmentIndex = readSegmentIndex(segment, place);
  if (segmentIndex !== null) {
    place.segmentIndex = segmentIndex;
    checkUnique(segmentIndex, at('segment_index'), context.firstUse);
  }
  const givens = sortFields(segment, 'shot', place);
  const promptText = readPrompt(segment, place);
  if (promptText !== null) resolveField(givens, 'prompt_text');
  const { characters: bible } = context.bibles;
  const asset = readAsset(readObject(segment, 'asset', place), at('asset'), bible);
  const things = promptText === null ? [] : thingsOf({ ...asset, promptText }, context.bibles);
  const format = readFormat(segment, place, { givens, context, things });
  context.previous = segmentIndex ?? context.previous;
  const directorIntent = readText(fieldOf(segment, 'director_intent'), at('director_intent'));
  if (segmentIndex === null || promptText === null || format === null) return null;
  const characters = castOf(asset.listed, bible, promptText);
  const { scene, props } = asset;
  const descriptions = context.bibles.describes ? describeThings(things, findSent(format.inputs)) : [];
  return {
    position,
    segmentIndex,
    promptText,
    characters,
    scene,
    props,
    directorIntent,
    ...(descriptions.length > 0 && { descriptions }),
    ...format,
  };
}

type Format = Pick<CleanShot, 'target' | 'inputs' | 'durationSeconds' | 'aspectRatio'> & Extras;

interface FormatSource {
  givens: readonly Given[];
  context: ShotContext;
  things: readonly Thing[];
}

function readFormat(segment: JsonRecord, place: Place, source: FormatSource): Format | null {
  const { givens, context, things } = source;
  const { rules, defaults } = context;
  readObject(segment, 'video_params', place);
  const target = readTarget(segment, place, rules);
  const chosen = readPictures(segment, place, { ...context, givens, things, target });
  const inMode = rules && target && readMode(target, chosen.inputs, rules, place);
  const duration = resolveField(givens, 'duration_seconds');
  const durationSeconds =
    duration === null ? defaults.duration(inMode, place) : readDuration(duration, inMode, rules);
  const shape = resolveField(givens, 'resolution');
  const aspectRatio = shape === null ? defaults.aspectRatio(inMode, place) : readAspectRatio(shape, inMode);
  const extras = inMode === null ? {} : readExtras(givens, defaults.extra, inMode);
  if (target === null || inMode === null || durationSeconds === null || aspectRatio === null) return null;
  return { target, inputs: nameMatrix(chosen, aspectRatio), durationSeconds, aspectRatio, ...extras };
}

function readAsset(asset: JsonRecord, place: Place, bible: Bible) {
  return {
    listed: readCharacters(fieldOf(asset, 'characters'), childOf(place, 'characters'), bible),
    scene: readText(fieldOf(asset, 'scene'), childOf(place, 'scene')),
    props: readTexts(fieldOf(asset, 'props'), childOf(place, 'props')),
  };
}

/** An object inside a segment; empty if absent. */
function readObject(segment: JsonRecord, key: 'asset' | 'video_params', place: Place): JsonRecord {
  const value = fieldOf(segment, key);
  if (isRecord(value)) return value;
  if (isAbsent(value)) return {};
  const detail = `${key} must be an object, found ${kindOf(value)}`;
  fail(childOf(place, key), { code: 'not-an-object', detail, value, fix: 'Write {…}, or null.' });
  return {};
}
