import { FRAME_SCHEME } from '../../generation.ts';
import type { ReadingRules, Target } from '../../model.ts';
import { namesOf } from './choose-model.ts';
import { kindOf } from './json-value.ts';
import { fail, type Place } from './report.ts';
import { resolveField } from './resolve-field.ts';
import type { Given } from './sort-fields.ts';
import { count } from './tally.ts';

/** The frame that a shot starts from because it continues the one before it. */
export interface Start {
  frame: { url: string; name: string; place: Place };
  /** The shot itself says so; otherwise a picture of its own comes first. */
  isAsked: boolean;
}

interface StartSource {
  /** Number of the shot before; null for the first one. */
  previous: number | null;
  /** Whether shots of the document continue where they do not say. */
  byDefault: boolean;
  target: Target | null;
  rules: ReadingRules | null;
}

/** Reads whether a shot continues the one before it; null where it does not, or after an error. */
export function readStart(givens: readonly Given[], place: Place, source: StartSource): Start | null {
  const { previous, byDefault, target, rules } = source;
  const asked = resolveField(givens, 'continues');
  if (asked !== null && typeof asked.value !== 'boolean') {
    const detail = `continues must be true or false, found ${kindOf(asked.value)}`;
    const fix = 'Write true or false without quotes.';
    return fail(asked.place, { code: 'not-a-boolean', detail, value: asked.value, fix });
  }
  if (!(asked?.value ?? byDefault)) return null;
  if (previous === null) return asked === null ? null : failFirst(asked.place);
  if (target?.model.modes.image === undefined && target !== null)
    return leaveOut(target, { place: asked?.place ?? place, isAsked: asked !== null, rules });
  const name = `last frame of shot ${previous}`;
  const frame = { url: `${FRAME_SCHEME}${previous}`, name, place: asked?.place ?? place };
  return { frame, isAsked: asked !== null };
}

/** Reports a shot that continues another and has a first frame of its own. */
export function failTwoStarts(place: Place): void {
  const detail = 'the shot continues the one before it, and has a first frame of its own';
  fail(place, { code: 'contradiction', detail, fix: 'Leave out continues, or the picture.' });
}

function failFirst(place: Place): null {
  const detail = 'there is no shot before the first one to continue';
  return fail(place, { code: 'nothing-to-continue', detail, fix: 'Leave continues out of the first shot.' });
}

function leaveOut(
  { model, providerId }: Target,
  { place, isAsked, rules }: { place: Place; isAsked: boolean; rules: ReadingRules | null },
): null {
  const why = `model ${model.id} takes no first frame`;
  if (!isAsked) {
    const says = `is not used: ${why}`;
    const key = `not continued ${model.id}`;
    count(place, { key, code: 'option-not-supported', name: 'continues', asked: true, says });
    return null;
  }
  const models = rules?.sources.find(({ id }) => id === providerId) ?? { models: [] };
  const able = namesOf(models, rules?.today ?? '', ({ modes }) => modes.image !== undefined);
  const detail = `${why}, so this shot cannot continue the one before it`;
  const fix = `Leave continues out, or use a model that can: ${able}.`;
  return fail(place, { code: 'mode-not-supported', detail, fix });
}
