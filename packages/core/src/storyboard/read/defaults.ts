import { longestOf } from '../../capabilities.ts';
import type { ReadingRules } from '../../model.ts';
import { readExtra, type DefaultExtra, type ExtraField, type ExtraValue } from './read-extras.ts';
import { readAspectRatio } from './read-aspect-ratio.ts';
import { readDuration } from './read-duration.ts';
import type { TargetInMode } from './read-target.ts';
import { readSecondsOf } from './read-value.ts';
import { childOf, type Place } from './report.ts';
import { resolveField, type Chosen } from './resolve-field.ts';
import type { Given } from './sort-fields.ts';
import { count } from './tally.ts';

/** Defaults for a shot. `place` is that shot; null only after an error. */
export interface Defaults {
  duration: (target: TargetInMode | null, place: Place) => number | null;
  aspectRatio: (target: TargetInMode | null, place: Place) => string | null;
  extra: DefaultExtra;
}

/**
 * Defaults of a document. Read once per model, when the first shot needs them. So an unused default causes no
 * warning, and a fault is reported once.
 */
export function createDefaults(givens: readonly Given[], rules: ReadingRules | null): Defaults {
  const askedDuration = once(() => resolveField(leaveOutFilm(givens, rules), 'duration_seconds'));
  const askedRatio = once(() => resolveField(givens, 'resolution'));
  const extras = new Map<ExtraField, ExtraReader>();
  const duration = perTarget((asked, target) => readDuration(asked, target, rules));
  const ratio = perTarget(readAspectRatio);
  const nothing = (place: Place, key: string) => ({ value: undefined, place: childOf(place, key) });
  return {
    extra: (field, target) => {
      const read = extras.get(field) ?? createExtra(givens, field);
      extras.set(field, read);
      return read(target);
    },
    duration: (target, place) => {
      const asked = askedDuration();
      if (asked === null) return readDuration(nothing(place, 'duration_seconds'), target, rules);
      return duration(asked, target);
    },
    aspectRatio: (target, place) => {
      const asked = askedRatio();
      return asked === null ? readAspectRatio(nothing(place, 'resolution'), target) : ratio(asked, target);
    },
  };
}

type ExtraReader = (target: TargetInMode) => ExtraValue | undefined;

function createExtra(givens: readonly Given[], field: ExtraField): ExtraReader {
  const asked = resolveField(givens, field);
  const read = perTarget((chosen, target) =>
    target === null ? undefined : readExtra(field, chosen, target),
  );
  return (target) => (asked === null ? undefined : read(asked, target));
}

/** A document duration that no shot can have is the length of the whole film. */
function leaveOutFilm(givens: readonly Given[], rules: ReadingRules | null): Given[] {
  const models = rules?.sources.flatMap((source) => source.models) ?? [];
  const longest = Math.max(0, ...models.map(longestOf));
  return givens.filter(({ meant, name, level, value, place }) => {
    if (meant !== 'duration_seconds' || level === 'defaults' || rules === null) return true;
    const reading = readSecondsOf(value);
    if (reading.kind !== 'certain' || Number(reading.value) <= longest) return true;
    const says = 'is not used: no shot can be that long, so it seems to mean the whole film';
    count(place, { key: 'long film', code: 'field-not-used', name, asked: value, says });
    return false;
  });
}

function perTarget<Value>(
  read: (asked: Chosen, target: TargetInMode | null) => Value,
): (asked: Chosen, target: TargetInMode | null) => Value {
  const kept = new Map<string, Value>();
  return (asked, target) => {
    const key = target === null ? '' : JSON.stringify([target.providerId, target.model.id, target.mode]);
    if (!kept.has(key)) kept.set(key, read(asked, target));
    return kept.get(key) as Value;
  };
}

function once<Value>(read: () => Value): () => Value {
  let kept: { value: Value } | undefined;
  return () => (kept ??= { value: read() }).value;
}
