import type { GenerationRequest } from '../../generation.ts';
import { defined } from '../../defined.ts';
import type { TargetInMode } from './read-target.ts';
import { fail } from './report.ts';
import { resolveField, type Chosen } from './resolve-field.ts';
import type { Given } from './sort-fields.ts';
import { count } from './tally.ts';

/** Fields of a shot that only some models take. */
export type ExtraField = 'picture_size' | 'audio' | 'seed' | 'negative_prompt';

export type ExtraValue = string | number | boolean;

/** The document's value of a field, as far as the model takes it. */
export type DefaultExtra = (field: ExtraField, target: TargetInMode) => ExtraValue | undefined;

export type Extras = Pick<GenerationRequest, 'resolution' | 'audio' | 'seed' | 'negativePrompt'>;

/** The extras of a shot, else of the document, as far as its model takes them. Warns of the others. */
export function readExtras(givens: readonly Given[], defaultOf: DefaultExtra, target: TargetInMode): Extras {
  const read = (field: ExtraField) => {
    const asked = resolveField(givens, field);
    return asked === null ? defaultOf(field, target) : readExtra(field, asked, target);
  };
  const size = read('picture_size') as string | undefined;
  return defined({
    resolution: size ?? target.can.resolutions?.[0],
    audio: read('audio') as boolean | undefined,
    seed: read('seed') as number | undefined,
    negativePrompt: read('negative_prompt') as string | undefined,
  });
}

/** The value to send; undefined after a warning or an error. */
export function readExtra(field: ExtraField, asked: Chosen, target: TargetInMode): ExtraValue | undefined {
  return EXTRAS[field](asked, target);
}

const EXTRAS: Readonly<Record<ExtraField, (asked: Chosen, target: TargetInMode) => ExtraValue | undefined>> =
  {
    picture_size: readSize,
    audio: readAudio,
    seed: (asked, target) => (target.model.seed ? (asked.value as number) : leaveOut('seed', asked, target)),
    negative_prompt: readNegative,
  };

/** The size in the model's own spelling. It is billed, so another one than ordered is an error. */
function readSize({ value, place, isOwn }: Chosen, target: TargetInMode): string | undefined {
  const { model, can } = target;
  const { resolutions = [] } = can;
  const size = String(value);
  const known = resolutions.find((one) => one.toLowerCase() === size);
  if (known !== undefined) return known;
  if (!isOwn) return leaveOut('picture_size', { value, place }, target);
  const has = resolutions.length === 0 ? 'offers no choice of size' : `does not render ${size}`;
  const detail = `model ${model.id} ${has}`;
  const fix = resolutions.length === 0 ? 'Leave it out' : `Use ${resolutions.join(' or ')}`;
  const code = resolutions.length === 0 ? 'unknown-resolution' : 'resolution-not-supported';
  fail(place, { code, detail, value, fix: `${fix}, or use another model. "16:9" or "9:16" is a shape.` });
  return undefined;
}

function readAudio(asked: Chosen, target: TargetInMode): boolean | undefined {
  const { audio } = target.model;
  const isOn = asked.value === true;
  if (audio === 'choice') return isOn;
  const isSo = (audio === 'always' && isOn) || (audio === 'never' && !isOn);
  return isSo ? undefined : leaveOut('audio', asked, target);
}

function readNegative(asked: Chosen, target: TargetInMode): string | undefined {
  const { negativePrompt, maxNegativePromptLength: most = Infinity } = target.model;
  if (!negativePrompt) return leaveOut('negative_prompt', asked, target);
  const text = String(asked.value);
  if (text.length <= most) return text;
  const detail = `the negative prompt has ${text.length} characters, model ${target.model.id} takes ${most}`;
  fail(asked.place, { code: 'prompt-too-long', detail, fix: 'Shorten the text.' });
  return undefined;
}

function leaveOut(field: ExtraField, { value, place }: Chosen, { model, can }: TargetInMode): undefined {
  const says = `is not sent: model ${model.id} ${WHY_NOT[field]({ model, can })}`;
  const key = `not sent ${field} ${model.id}`;
  count(place, { key, code: 'option-not-supported', name: field, asked: value, says });
}

const WHY_NOT: Readonly<Record<ExtraField, (target: Pick<TargetInMode, 'model' | 'can'>) => string>> = {
  picture_size: ({ can: { resolutions } }) =>
    resolutions === undefined ? 'offers no choice of size' : `renders ${resolutions.join(', ')}`,
  audio: ({ model: { audio } }) => {
    if (audio === 'always') return 'always makes sound';
    return audio === 'never' ? 'makes no sound' : 'offers no choice of sound';
  },
  seed: () => 'takes no seed',
  negative_prompt: () => 'takes no negative prompt; say in prompt_text what must not be seen',
};
