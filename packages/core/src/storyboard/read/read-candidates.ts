import type { StoryboardOptions } from '@cineflow/contracts';
import type { ModelSource, Target } from '../../model.ts';
import { chooseModel } from './choose-model.ts';
import { childOf, fail, startReport, type Place } from './report.ts';

/** The offer of an installation. */
interface Offer {
  sources: readonly ModelSource[];
  defaultProvider: string;
  /** `YYYY-MM-DD`. */
  today: string;
}

type RouteOptions = Pick<StoryboardOptions, 'provider' | 'model' | 'routing' | 'providers'>;

/**
 * Targets an order may go to, best first: one without routing. An account without the model asked for is left out, as
 * long as another has it. Empty after an error.
 */
export function readCandidates(options: RouteOptions, offer: Offer, place: Place): Target[] {
  if (options.routing === undefined && options.providers === undefined) {
    const target = chooseModel(options, offer, place);
    return target === null ? [] : [target];
  }
  if (options.provider !== undefined) {
    const detail = 'provider names one provider, and routing chooses among several';
    const fix = 'Leave provider out, or routing and providers.';
    fail(childOf(place, 'provider'), { code: 'contradiction', detail, value: options.provider, fix });
    return [];
  }
  return options.providers === undefined ? readAll(options, offer, place) : readNamed(options, offer, place);
}

function readAll({ model }: RouteOptions, offer: Offer, place: Place): Target[] {
  const real = offer.sources.filter(({ isRehearsal }) => !isRehearsal);
  const targets = real.flatMap(({ id }) => chooseModel({ provider: id, model }, offer, startReport()) ?? []);
  if (targets.length > 0) return targets;
  const detail = `no provider sells ${model === undefined ? 'a model' : `model ${JSON.stringify(model)}`}`;
  const fix = 'Leave the model out, or name the providers: "providers": [{"provider": "…", "model": "…"}].';
  fail(childOf(place, model === undefined ? 'routing' : 'model'), { code: 'unknown-model', detail, fix });
  return [];
}

/** Each named candidate has to exist; two equal ones are one. */
function readNamed({ model, providers = [] }: RouteOptions, offer: Offer, place: Place): Target[] {
  const list = childOf(place, 'providers');
  const targets = new Map<string, Target>();
  providers.forEach((given, index) => {
    const asked = typeof given === 'string' ? { provider: given, model } : { model, ...given };
    const at = childOf(list, index);
    const target = chooseModel(asked, offer, at);
    if (target !== null) targets.set(JSON.stringify([target.providerId, target.model.id]), target);
  });
  return [...targets.values()];
}
