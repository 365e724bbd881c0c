import type {
  ChainPolicy,
  DescriptionPolicy,
  DurationPolicy,
  MatrixPolicy,
  Priority,
} from '@cineflow/contracts';
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
  /** Added behind the text: `小美: 十八岁女孩`. Absent without any. */
  descriptions?: readonly string[];
  durationSeconds: number;
  aspectRatio: string;
  /** Absent if the model has no such choice. */
  resolution?: string;
  audio?: boolean;
  seed?: number;
  negativePrompt?: string;
  /** The shot as every candidate would make it, this one included; absent without a choice. */
  candidates?: readonly CleanShot[];
}

/** A character in the prompt. `id` is the provider's role id with its leading `@`, or null. */
export interface Character {
  name: string;
  id: string | null;
  aliases: readonly string[];
  /** Reference pictures, the most telling first; absent without any. */
  pictures?: readonly Picture[];
  /** Said in the prompt where neither its id nor a picture shows it. */
  description?: string;
}

/** A picture by its address, or one that we hold: `asset:<sha256>`. */
export interface Picture {
  url: string;
  sha256?: string;
}

export interface CleanStoryboard {
  /** `metadata.project_name`, if present. */
  projectName: string | null;
  shots: readonly CleanShot[];
}

/** A provider account that can make a take. `fingerprint` identifies the content: equal ones are the same paid clip. */
export interface PlannedRoute {
  providerId: string;
  request: GenerationRequest;
  fingerprint: string;
  /** Price reported by the provider, if known. */
  priceCents?: number;
}

/** One planned take, bound to its first route. */
export interface PlannedTake extends PlannedRoute {
  segmentIndex: number;
  takeNumber: number;
  /** All that can make it, the first included, best first; absent without a choice. */
  routes?: readonly PlannedRoute[];
  /** Why its route was chosen. */
  chosen?: string;
  /** The take that must have a clip first, because this one starts from its last frame. */
  after?: PlannedLink;
}

/** The dependency of a take on the same take of an earlier shot. */
export interface PlannedLink {
  segmentIndex: number;
  /** What becomes of it where that take gets no clip. */
  policy: ChainPolicy;
  /** The take without the frame; only with policy `restart`, where its model can. */
  alone?: PlannedRoute;
}

export interface PlanOptions {
  takes: number;
  /** Default `stop`. */
  brokenChain?: ChainPolicy;
}

/** Rules for reading the shots of one document. */
export interface ReadingRules {
  durationPolicy: DurationPolicy;
  /** Of the options; absent: that of the document counts. */
  matrix?: MatrixPolicy;
  descriptions?: DescriptionPolicy;
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
  /** Renders for free and for show: never chosen unless named. */
  readonly isRehearsal?: boolean;
}

export type { Priority };
