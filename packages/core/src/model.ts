import type { DurationPolicy, Priority } from '@cineflow/contracts';

export type Resolution = 'horizontal' | 'vertical';

/** What a model can do; the tables live with the provider adapters. */
export interface ModelCapabilities {
  id: string;
  /** Durations in seconds, ascending, for ordinary shots and for `is_pro` shots. */
  durations: { normal: readonly number[]; pro: readonly number[] };
  resolutions: readonly Resolution[];
  enabled: boolean;
  /** Operations in flight the provider allows for this model, where that is fewer than for the account. */
  maximumInFlight?: number;
}

/** A shot after cleaning: every field present, every value allowed, the prompt still without role ids. */
export interface CleanShot {
  /** Position in `segments`, for JSON pointers. */
  position: number;
  segmentIndex: number;
  promptText: string;
  imageUrl: string | null;
  characters: readonly Character[];
  scene: string | null;
  props: readonly string[];
  directorIntent: string | null;
  durationSeconds: number;
  isPro: boolean;
  resolution: Resolution;
}

/** A person in the prompt. `id` is the provider's role id with its leading `@`, or null. */
export interface Character {
  name: string;
  id: string | null;
  aliases: readonly string[];
}

export interface CleanStoryboard {
  /** `metadata.project_name` when it has one. */
  projectName: string | null;
  shots: readonly CleanShot[];
}

/** Everything a provider is asked for one take: this, and nothing else, decides what a clip shows. */
export interface GenerationRequest {
  provider: string;
  model: string;
  prompt: string;
  imageUrl: string | null;
  durationSeconds: number;
  isPro: boolean;
  resolution: Resolution;
}

/** One take to be made. `fingerprint` names its content: equal fingerprints are the same paid clip. */
export interface PlannedTake {
  segmentIndex: number;
  takeNumber: number;
  request: GenerationRequest;
  fingerprint: string;
  /** What the provider said it would cost, where it said so. */
  priceCents?: number;
}

export interface PlanOptions {
  provider: string;
  model: string;
  takes: number;
}

export interface CleanOptions {
  durationPolicy: DurationPolicy;
  model: ModelCapabilities;
}

export type { Priority };
