import type { DurationPolicy, Priority } from '@cineflow/contracts';
import type { ModelCapabilities } from './capabilities.ts';
import type { GenerationInput, GenerationRequest } from './generation.ts';

/** The provider account a shot goes to, and the row of its model table. */
export interface Target {
  providerId: string;
  model: ModelCapabilities;
}

/** A shot after cleaning: every field present, every value allowed, the prompt still without role ids. */
export interface CleanShot {
  /** Position in `segments`, for JSON pointers. */
  position: number;
  segmentIndex: number;
  target: Target;
  promptText: string;
  inputs: readonly GenerationInput[];
  characters: readonly Character[];
  scene: string | null;
  props: readonly string[];
  directorIntent: string | null;
  durationSeconds: number;
  aspectRatio: string;
  /** Absent where the model has no such choice. */
  resolution?: string;
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

/** One take to be made. `fingerprint` names its content: equal fingerprints are the same paid clip. */
export interface PlannedTake {
  segmentIndex: number;
  takeNumber: number;
  providerId: string;
  request: GenerationRequest;
  fingerprint: string;
  /** What the provider said it would cost, where it said so. */
  priceCents?: number;
}

export interface PlanOptions {
  takes: number;
}

/** What the shots of one document are read by. */
export interface ReadingRules {
  durationPolicy: DurationPolicy;
  /** Where shots go that say nothing of it. */
  standard: Target;
  /** Every provider that is configured. */
  sources: readonly ModelSource[];
  /** `YYYY-MM-DD`: models that retired before it are not ordered. */
  today: string;
}

/** What reading a storyboard has to know about a provider; every adapter has it. */
export interface ModelSource {
  readonly id: string;
  readonly models: readonly ModelCapabilities[];
  readonly defaultModel: string;
}

export type { Priority };
