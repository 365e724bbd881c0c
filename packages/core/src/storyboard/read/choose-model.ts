import type { ModelCapabilities } from '../../model.ts';
import { childOf, fail, type Place } from './report.ts';

/** What reading a storyboard has to know about a provider; every adapter has it. */
export interface ModelSource {
  readonly id: string;
  readonly models: readonly ModelCapabilities[];
  readonly defaultModel: string;
}

/** The provider and the model a storyboard goes to. */
export interface ChosenModel {
  provider: string;
  model: ModelCapabilities;
}

/** Finds the provider and model the options ask for, or the default ones; null after an error. */
export function chooseModel(
  asked: { provider?: string | undefined; model?: string | undefined },
  sources: readonly ModelSource[],
  defaultProvider: string,
  place: Place,
): ChosenModel | null {
  const source = sources.find(({ id }) => id === (asked.provider ?? defaultProvider));
  if (source === undefined) {
    const detail = `there is no provider ${JSON.stringify(asked.provider ?? defaultProvider)}`;
    const fix = `Providers are ${sources.map(({ id }) => id).join(', ')}.`;
    return fail(childOf(place, 'provider'), { code: 'unknown-provider', detail, value: asked.provider, fix });
  }
  const modelPlace = childOf(place, 'model');
  const id = asked.model ?? source.defaultModel;
  const model = source.models.find((model) => model.id === id);
  const enabled = source.models.filter((model) => model.enabled).map((model) => model.id);
  const fix = `Models of ${source.id} are ${enabled.join(', ')}.`;
  if (model === undefined) {
    const detail = `provider ${source.id} has no model ${JSON.stringify(id)}`;
    return fail(modelPlace, { code: 'unknown-model', detail, value: asked.model, fix });
  }
  if (model.enabled) return { provider: source.id, model };
  return fail(modelPlace, {
    code: 'model-disabled',
    detail: `model ${id} is switched off`,
    value: asked.model,
    fix,
  });
}
