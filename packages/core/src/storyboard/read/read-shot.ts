import type { CleanOptions, CleanShot } from '../../model.ts';
import { castOf, type Bible } from './bible.ts';
import { chooseGiven } from './choose-given.ts';
import { fieldOf, isAbsent, isRecord, kindOf, type JsonRecord } from './json-value.ts';
import { readCharacters } from './read-characters.ts';
import { readDuration } from './read-duration.ts';
import { readImageUrl } from './read-image-url.ts';
import { readIsPro } from './read-is-pro.ts';
import { readResolution } from './read-resolution.ts';
import { readPrompt, readText } from './read-text.ts';
import { readTexts } from './read-texts.ts';
import { checkUnique, readSegmentIndex } from './read-segment-index.ts';
import { childOf, fail, type Place } from './report.ts';
import { warnOfLookalikes } from './warn-of-lookalikes.ts';

/** What the shots of one document share while they are read. */
export interface ShotContext {
  /** Null while the model is unknown: then nothing that depends on it is checked. */
  rules: CleanOptions | null;
  bible: Bible;
  /** Where each segment_index was used first. */
  firstUse: Map<number, string>;
}

/** Reads one entry of `segments`, noting all that is wrong with it; null when the shot cannot be ordered. */
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
  const segmentIndex = readSegmentIndex(fieldOf(segment, 'segment_index'), at('segment_index'));
  if (segmentIndex !== null) {
    place.segmentIndex = segmentIndex;
    checkUnique(segmentIndex, at('segment_index'), context.firstUse);
  }
  warnOfLookalikes(segment, place);
  const promptText = readPrompt(fieldOf(segment, 'prompt_text'), at('prompt_text'));
  const imageUrl = readImageUrl(fieldOf(segment, 'image_url'), at('image_url'));
  const asset = readAsset(readObject(segment, 'asset', place), at('asset'), context.bible);
  const format = readFormat(segment, place, context.rules);
  const directorIntent = readText(fieldOf(segment, 'director_intent'), at('director_intent'));
  if (segmentIndex === null || promptText === null || format === null) return null;
  const characters = castOf(asset.listed, context.bible, promptText);
  const { scene, props } = asset;
  return {
    position,
    segmentIndex,
    promptText,
    imageUrl,
    characters,
    scene,
    props,
    directorIntent,
    ...format,
  };
}

type Format = Pick<CleanShot, 'durationSeconds' | 'isPro' | 'resolution'>;

function readFormat(segment: JsonRecord, place: Place, rules: CleanOptions | null): Format | null {
  const params = readObject(segment, 'video_params', place);
  const model = rules?.model ?? null;
  const isPro = readIsPro(fieldOf(segment, 'is_pro'), childOf(place, 'is_pro'), model);
  const duration = chooseGiven(segment, params, place, { flat: 'duration_seconds', param: 'duration' });
  const durationSeconds = readDuration(duration, isPro, rules);
  const orientation = chooseGiven(segment, params, place, { flat: 'resolution', param: 'resolution' });
  const resolution = readResolution(orientation, model);
  return durationSeconds === null || resolution === null ? null : { durationSeconds, isPro, resolution };
}

function readAsset(asset: JsonRecord, place: Place, bible: Bible) {
  return {
    listed: readCharacters(fieldOf(asset, 'characters'), childOf(place, 'characters'), bible),
    scene: readText(fieldOf(asset, 'scene'), childOf(place, 'scene')),
    props: readTexts(fieldOf(asset, 'props'), childOf(place, 'props')),
  };
}

/** An object inside a segment; an empty one where it is not given. */
function readObject(segment: JsonRecord, key: 'asset' | 'video_params', place: Place): JsonRecord {
  const value = fieldOf(segment, key);
  if (isRecord(value)) return value;
  if (isAbsent(value)) return {};
  const detail = `${key} must be an object, found ${kindOf(value)}`;
  fail(childOf(place, key), { code: 'not-an-object', detail, value, fix: 'Write {…}, or null.' });
  return {};
}
