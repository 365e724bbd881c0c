import { fieldOf, isAbsent, type JsonRecord } from './json-value.ts';
import { childOf, warn, type Place } from './report.ts';

/** A value and where it was written. */
export interface Given {
  value: unknown;
  place: Place;
}

/** The two places a segment may state the same thing in. */
export interface Statement {
  flat: 'duration_seconds' | 'resolution';
  param: 'duration' | 'resolution';
}

/**
 * Chooses between a flat field and its twin in `video_params`. The flat one wins, with a warning when the other
 * says something else.
 */
export function chooseGiven(segment: JsonRecord, params: JsonRecord, place: Place, names: Statement): Given {
  const flat = { value: fieldOf(segment, names.flat), place: childOf(place, names.flat) };
  const param = {
    value: fieldOf(params, names.param),
    place: childOf(childOf(place, 'video_params'), names.param),
  };
  if (isAbsent(param.value)) return flat;
  if (isAbsent(flat.value)) return param;
  if (flat.value !== param.value) {
    const detail = `${names.flat} and video_params.${names.param} differ; ${names.flat} is used`;
    warn(param.place, { code: 'video-params-conflict', detail, asked: param.value, used: flat.value });
  }
  return flat;
}
