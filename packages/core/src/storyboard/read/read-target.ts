import type { ModeCapabilities } from '../../capabilities.ts';
import { modeOf, type GenerationInput, type Mode } from '../../generation.ts';
import type { ReadingRules, Target } from '../../model.ts';
import { chooseModel, namesOf, proOf } from './choose-model.ts';
import { fieldOf, isAbsent, kindOf, type JsonRecord } from './json-value.ts';
import { childOf, fail, warn, type Place } from './report.ts';

/** A target in the mode the inputs of a shot ask for. */
export interface TargetInMode extends Target {
  mode: Mode;
  can: ModeCapabilities;
}

/** Provider and model of a shot: those it names, else those of the storyboard; pro if it says so. */
export function readTarget(segment: JsonRecord, place: Place, rules: ReadingRules | null): Target | null {
  const provider = readName(segment, 'provider', place);
  const model = readName(segment, 'model', place);
  const isPro = readIsPro(fieldOf(segment, 'is_pro'), childOf(place, 'is_pro'));
  if (rules === null || provider === null || model === null) return null;
  const { standard, sources, today } = rules;
  const offer = { sources, today, defaultProvider: standard.providerId, defaultModel: standard.model.id };
  const isNamed = provider !== undefined || model !== undefined;
  const target = isNamed ? chooseModel({ provider, model }, offer, place) : standard;
  if (target === null || !isPro) return target;
  const pro = proOf(target, offer);
  if (pro !== null) return { ...target, model: pro };
  const detail = `model ${target.model.id} has no pro quality; the shot is ordered as an ordinary one`;
  warn(childOf(place, 'is_pro'), { code: 'option-not-supported', detail, asked: true, used: false });
  return target;
}

/** Abilities of a shot's model for its inputs; null after an error that names models that can. */
export function readMode(
  target: Target,
  inputs: readonly GenerationInput[],
  { sources, today }: Pick<ReadingRules, 'sources' | 'today'>,
  place: Place,
): TargetInMode | null {
  const mode = modeOf(inputs);
  const can = target.model.modes[mode];
  if (can !== undefined) return { ...target, mode, can };
  const source = sources.find(({ id }) => id === target.providerId) ?? { models: [] };
  const models = namesOf(source, today, (model) => model.modes[mode] !== undefined);
  const detail =
    mode === 'text'
      ? `model ${target.model.id} needs a picture to start from`
      : `model ${target.model.id} takes no ${mode === 'references' ? 'reference pictures' : 'picture'}`;
  const field = mode === 'references' ? 'reference_images' : 'image_url';
  const fix = `${mode === 'text' ? 'Write image_url' : `Leave ${field} out`}, or use a model that can: ${models}.`;
  return fail(childOf(place, field), { code: 'mode-not-supported', detail, fix });
}

/** Undefined where nothing is named; null after an error. */
function readName(segment: JsonRecord, key: 'provider' | 'model', place: Place): string | undefined | null {
  const value = fieldOf(segment, key);
  if (isAbsent(value)) return undefined;
  if (typeof value === 'string') return value.trim();
  const detail = `${key} must be text, found ${kindOf(value)}`;
  const fix = `Write the name of a ${key} in quotes, or leave it out.`;
  return fail(childOf(place, key), { code: 'not-a-string', detail, value, fix });
}

/** Text such as "false" is an error, because pro costs more and a guess would spend money. */
function readIsPro(value: unknown, place: Place): boolean {
  if (isAbsent(value)) return false;
  if (typeof value === 'boolean') return value;
  const detail = `is_pro must be true or false, found ${kindOf(value)}`;
  fail(place, { code: 'not-a-boolean', detail, value, fix: 'Write true or false without quotes.' });
  return false;
}
