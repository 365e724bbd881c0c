import type { Mode } from './generation.ts';
import type { Price } from './pricing.ts';

/** Seconds a clip may have: some, ascending, or every step between two. */
export type Durations = readonly number[] | { readonly from: number; readonly to: number };

/** What a model can do in one mode. */
export interface ModeCapabilities {
  durations: Durations;
  aspectRatios: readonly string[];
  /** The first one is asked for where nobody chose; absent: the provider has no such choice. */
  resolutions?: readonly string[];
  /** Most inputs of the role `reference`. */
  maxReferences?: number;
}

/** One row of a provider's model table: what is sold, as data. */
export interface ModelCapabilities {
  id: string;
  enabled: boolean;
  modes: Readonly<Partial<Record<Mode, ModeCapabilities>>>;
  /** Characters of the prompt; absent: no limit of its own. */
  maxPromptLength?: number;
  /** Whether sound can be chosen, always comes, or never does. */
  audio?: 'choice' | 'always' | 'never';
  /** Price list of the vendor; a provider that tells its prices is asked instead. */
  prices?: readonly Price[];
  /** Last day on which the vendor makes it, `YYYY-MM-DD`. */
  retiresOn?: string;
  /** The model this one is the better, dearer variant of; `is_pro: true` of a shot chooses it. */
  proOf?: string;
  /** Operations in flight the provider allows for this model, where that is fewer than for the account. */
  maximumInFlight?: number;
}

/** The nearest duration a model offers that is not shorter than asked, else its longest; null when it has none. */
export function fitDuration(asked: number, durations: Durations): number | null {
  if ('from' in durations) return Math.min(durations.to, Math.max(durations.from, Math.ceil(asked)));
  return durations.find((seconds) => seconds >= asked) ?? durations.at(-1) ?? null;
}

/** Whether a model offers exactly this duration. */
export function offersDuration(asked: number, durations: Durations): boolean {
  return fitDuration(asked, durations) === asked;
}

/** The shortest duration, which is the default; null when there is none. */
export function shortestOf(durations: Durations): number | null {
  return 'from' in durations ? durations.from : (durations[0] ?? null);
}

/** The longest clip of a model in any mode, seconds. */
export function longestOf({ modes }: Pick<ModelCapabilities, 'modes'>): number {
  const ends = Object.values(modes).map(({ durations }) =>
    'from' in durations ? durations.to : (durations.at(-1) ?? 0),
  );
  return Math.max(0, ...ends);
}

/** Durations for people: `10, 15` or `2 to 15`. */
export function describeDurations(durations: Durations): string {
  return 'from' in durations ? `${durations.from} to ${durations.to}` : durations.join(', ');
}

/** Whether a model can be ordered on a day (`YYYY-MM-DD`). */
export function isOffered({ enabled, retiresOn }: ModelCapabilities, today: string): boolean {
  return enabled && (retiresOn === undefined || today <= retiresOn);
}
