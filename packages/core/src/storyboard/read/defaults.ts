import type { CleanOptions, Resolution } from '../../model.ts';
import { readDuration } from './read-duration.ts';
import { readResolution } from './read-resolution.ts';
import { readSecondsOf } from './read-value.ts';
import { childOf, type Place } from './report.ts';
import { resolveField } from './resolve-field.ts';
import type { Given } from './sort-fields.ts';
import { count } from './tally.ts';

/** What counts for a shot that says nothing itself. `place` is that shot; null only after an error. */
export interface Defaults {
  duration: (isPro: boolean, place: Place) => number | null;
  resolution: (place: Place) => Resolution | null;
}

/**
 * What a document says for all of its shots. It is read once, when the first shot needs it: a document whose shots all
 * speak for themselves gets no warning, and thousands of shots do not repeat one fault.
 */
export function createDefaults(givens: readonly Given[], rules: CleanOptions | null): Defaults {
  const model = rules?.model ?? null;
  const askedDuration = once(() => resolveField(leaveOutFilm(givens, rules), 'duration_seconds'));
  const askedResolution = once(() => resolveField(givens, 'resolution'));
  const durations = [false, true].map((isPro) =>
    once(() => {
      const asked = askedDuration();
      return asked === null ? null : readDuration(asked, isPro, rules);
    }),
  );
  const resolution = once(() => {
    const asked = askedResolution();
    return asked === null ? null : readResolution(asked, model);
  });
  const nothing = (place: Place, key: string) => ({ value: undefined, place: childOf(place, key) });
  return {
    duration: (isPro, place) =>
      askedDuration() === null
        ? readDuration(nothing(place, 'duration_seconds'), isPro, rules)
        : (durations[isPro ? 1 : 0]?.() ?? null),
    resolution: (place) =>
      askedResolution() === null ? readResolution(nothing(place, 'resolution'), model) : resolution(),
  };
}

/** A duration of the document that no shot can have is the length of the whole film. */
function leaveOutFilm(givens: readonly Given[], rules: CleanOptions | null): Given[] {
  const { normal = [], pro = [] } = rules?.model.durations ?? {};
  const longest = Math.max(...normal, ...pro);
  return givens.filter(({ meant, name, level, value, place }) => {
    if (meant !== 'duration_seconds' || level === 'defaults' || rules === null) return true;
    const reading = readSecondsOf(value);
    if (reading.kind !== 'certain' || Number(reading.value) <= longest) return true;
    const says = 'is not used: no shot can be that long, so it seems to mean the whole film';
    count(place, { key: 'long film', code: 'field-not-used', name, asked: value, says });
    return false;
  });
}

function once<Value>(read: () => Value): () => Value {
  let kept: { value: Value } | undefined;
  return () => (kept ??= { value: read() }).value;
}
