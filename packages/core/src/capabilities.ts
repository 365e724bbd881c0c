import type { Mode } from './generation.ts';
import type { Price } from './pricing.ts';

/** Allowed durations in seconds: an ascending list, or a range with a step. */
export type Durations = readonly number[] | { readonly from: number; readonly to: number };

/** Abilities of a model in one mode. */
export interface ModeCapabilities {
  durations: Durations;
  aspectRatios: readonly string[];
  /** The first one is the default; absent: the provider has no such choice. */
  resolutions?: readonly string[];
  /** Maximum number of inputs with role `reference`. */
  maxReferences?: number;
}

/** How a render can fail that the vendor may not charge. */
export type RefundedFailure = 'provider-failed' | 'content-policy';

/** One row of a provider's model table: what is sold, as data. */
export interface ModelCapabilities {
  id: string;
  enabled: boolean;
  modes: Readonly<Partial<Record<Mode, ModeCapabilities>>>;
  /** Maximum characters of the prompt; absent: no own limit. */
  maxPromptLength?: number;
  /** Whether a seed can be sent. */
  seed?: boolean;
  /** Whether a negative prompt can be sent. */
  negativePrompt?: boolean;
  /** Maximum characters of the negative prompt; absent: not known. */
  maxNegativePromptLength?: number;
  /** Whether sound is optional, always there, or never there. */
  audio?: 'choice' | 'always' | 'never';
  /** Price list of the vendor or operator; it overrides the provider's own prices. */
  prices?: readonly Price[];
  /** Failures that cost nothing; empty: each is paid. Absent: not known, and only what the provider tells counts. */
  refunds?: readonly RefundedFailure[];
  /** Last day on which the vendor makes it, `YYYY-MM-DD`. */
  retiresOn?: string;
  /** The base model of this more expensive variant; `is_pro: true` of a shot selects the variant. */
  proOf?: string;
  /** Limit of operations in flight for this model, if lower than that of the account. */
  maximumInFlight?: number;
}

/** The next allowed duration that is not shorter than asked, else the longest; null without any. */
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

/** The longest clip of a model over all modes, seconds. */
export function longestOf({ modes }: Pick<ModelCapabilities, 'modes'>): number {
  const ends = Object.values(modes).map(({ durations }) =>
    'from' in durations ? durations.to : (durations.at(-1) ?? 0),
  );
  return Math.max(0, ...ends);
}

/** Durations as text: `10, 15` or `2 to 15`. */
export function describeDurations(durations: Durations): string {
  return 'from' in durations ? `${durations.from} to ${durations.to}` : durations.join(', ');
}

/** Whether a model is on sale on a day (`YYYY-MM-DD`). */
export function isOffered({ enabled, retiresOn }: ModelCapabilities, today: string): boolean {
  return enabled && (retiresOn === undefined || today <= retiresOn);
}
