import { isOffered, type ModelCapabilities } from '../../capabilities.ts';
import type { ModelSource, Target } from '../../model.ts';
import { childOf, fail, type Place } from './report.ts';

/** Provider and model asked for by the options or a shot. */
export interface AskedTarget {
  provider?: string | undefined;
  model?: string | undefined;
}

/** What is on sale, and the defaults. */
export interface Offer {
  sources: readonly ModelSource[];
  defaultProvider: string;
  /** Default model of the default provider; absent: the provider's own default. */
  defaultModel?: string;
  /** `YYYY-MM-DD`. */
  today: string;
}

/** Finds the requested or default provider and model; null after an error. */
export function chooseModel(asked: AskedTarget, offer: Offer, place: Place): Target | null {
  const { sources, defaultProvider, today } = offer;
  const source = sources.find(({ id }) => id === (asked.provider ?? defaultProvider));
  if (source === undefined) {
    const detail = `there is no provider ${JSON.stringify(asked.provider ?? defaultProvider)}`;
    const fix = `Use one of ${sources.map(({ id }) => id).join(', ')}.`;
    return fail(childOf(place, 'provider'), { code: 'unknown-provider', detail, value: asked.provider, fix });
  }
  const isDefault = source.id === defaultProvider;
  const id = asked.model ?? (isDefault ? offer.defaultModel : undefined) ?? source.defaultModel;
  const model = source.models.find((model) => model.id === id);
  if (model && isOffered(model, today)) return { providerId: source.id, model };
  const elsewhere = sources.find(({ models }) =>
    models.some((one) => one.id === id && isOffered(one, today)),
  );
  const close = source.models.find((one) => isOffered(one, today) && plain(one.id) === plain(id));
  const fix = [
    ...(close ? [`Write "${close.id}".`] : []),
    ...(elsewhere ? [`Provider ${elsewhere.id} has it: write provider "${elsewhere.id}".`] : []),
    `Models of ${source.id} are ${namesOf(source, today)}.`,
  ].join(' ');
  const code = model === undefined ? 'unknown-model' : 'model-disabled';
  return fail(childOf(place, 'model'), { code, detail: whyNot(source, id), value: asked.model, fix });
}

/** A name as people write it: without case, spaces and signs. */
function plain(id: string): string {
  return id.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** Why a model cannot be ordered on a day, and what can be instead; null where it can. */
export function refuseModel(source: ModelSource, id: string, today: string): string | null {
  const model = source.models.find((model) => model.id === id);
  if (model && isOffered(model, today)) return null;
  return `${whyNot(source, id)}; models of ${source.id} are ${namesOf(source, today)}`;
}

function whyNot(source: ModelSource, id: string): string {
  const model = source.models.find((model) => model.id === id);
  if (model === undefined) return `provider ${source.id} has no model ${JSON.stringify(id)}`;
  return `model ${id} ${model.enabled ? `was retired on ${model.retiresOn}` : 'is switched off'}`;
}

/** The more expensive variant that `is_pro: true` selects; null without one. */
export function proOf(
  { providerId, model }: Target,
  { sources, today }: Pick<Offer, 'sources' | 'today'>,
): ModelCapabilities | null {
  if (model.proOf !== undefined) return model;
  const { models = [] } = sources.find(({ id }) => id === providerId) ?? {};
  return models.find((one) => one.proOf === model.id && isOffered(one, today)) ?? null;
}

/** Models on sale on a day, as text. */
export function namesOf(
  { models }: Pick<ModelSource, 'models'>,
  today: string,
  can: (model: ModelCapabilities) => boolean = () => true,
): string {
  const offered = models.filter((model) => isOffered(model, today) && can(model));
  return offered.map(({ id }) => id).join(', ') || 'none';
}
