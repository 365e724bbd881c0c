import type { DurationPolicy, Priority } from '@cineflow/contracts';
import type { ModelCapabilities } from './capabilities.ts';
import type { GenerationInput, GenerationRequest } from './generation.ts';

/** The provider account of a shot and its row of the model table. */
export interface Target {
  providerId: string;
  model: ModelCapabilities;
}

/** A validated shot: every field present, every value allowed, role ids not yet inserted. */
export interface CleanShot {
  /** Index in `segments`, for JSON pointers. */
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
  /** Absent if the model has no such choice. */
  resolution?: string;
  audio?: boolean;
  seed?: number;
  negativePrompt?: string;
}

/** A character in the prompt. `id` is the provider's role id with its leading `@`, or null. */
export interface Character {
  name: string;
  id: string | null;
  aliases: readonly string[];
}

export interface CleanStoryboard {
  /** `metadata.project_name`, if present. */
  projectName: string | null;
  shots: readonly CleanShot[];
}

/** One planned take. `fingerprint` identifies its content: equal fingerprints are the same paid clip. */
export interface PlannedTake {
  segmentIndex: number;
  takeNumber: number;
  providerId: string;
  request: GenerationRequest;
  fingerprint: string;
  /** Price reported by the provider, if known. */
  priceCents?: number;
}

export interface PlanOptions {
  takes: number;
}

/** Rules for reading the shots of one document. */
export interface ReadingRules {
  durationPolicy: DurationPolicy;
  /** Default target of shots without one. */
  standard: Target;
  /** All configured providers. */
  sources: readonly ModelSource[];
  /** `YYYY-MM-DD`; models that retired earlier cannot be ordered. */
  today: string;
}

/** The part of a provider that reading a storyboard needs; every adapter has it. */
export interface ModelSource {
  readonly id: string;
  readonly models: readonly ModelCapabilities[];
  readonly defaultModel: string;
}

export type { Priority };
