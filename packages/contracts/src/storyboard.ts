import { z } from 'zod';
import { TakeState, WaitReason, Take } from './take.ts';
import { Warning } from './warning.ts';
import { Priority } from './storyboard-options.ts';

export const StoryboardState = z.enum([
  'queued',
  'running',
  'paused',
  'completed',
  'partial',
  'failed',
  'cancelled',
]);
export type StoryboardState = z.infer<typeof StoryboardState>;

/** One number per take state, zeros included. */
export const Counts = z.record(TakeState, z.int().nonnegative());
export type Counts = z.infer<typeof Counts>;

export const Cost = z.object({
  currency: z.string(),
  spentCents: z
    .number()
    .describe('Charged for accepted creates; the listed price if the provider reports no cost'),
  unpricedTakes: z
    .int()
    .optional()
    .describe(
      'Bought takes of unknown cost: the provider tells none, and models.yaml has no price. Not in spentCents',
    ),
  reservedCents: z.number().describe('Reserved for creates with an unknown outcome'),
  budgetCents: z.number().optional().describe('Spending limit'),
});
export type Cost = z.infer<typeof Cost>;

export const StoryboardLinks = z.object({ self: z.string(), shots: z.string() });

/** Estimated cost of an order. */
export const Estimate = z.object({
  takes: z.int(),
  reused: z.int().describe('Takes whose clip is already stored: they cost nothing'),
  toPay: z.int().describe('Takes that would be bought'),
  cents: z.number().optional().describe('Absent if a price is unknown'),
  mostCents: z.number().optional().describe('With retryFailed: the cost if every allowed retry is needed'),
});
export type Estimate = z.infer<typeof Estimate>;

export const PreviewPanel = z.object({
  kind: z.enum(['character', 'scene', 'prop', 'picture']),
  name: z.string(),
  picture: z.string(),
});

/** A picture as it would be sent. */
export const PreviewReference = z.object({
  role: z.enum(['first-frame', 'last-frame', 'reference', 'video']),
  picture: z.string().describe('Its address, or `asset:<sha256>`'),
  of: z.string().optional().describe('Whom or what it shows, if the document says so'),
  panels: z.array(PreviewPanel).optional().describe('Of a matrix: the pictures in it, in their order'),
});

/** What a provider would be asked for. */
export const ShotPreview = z.object({
  segmentIndex: z.int(),
  providerId: z.string(),
  model: z.string(),
  prompt: z.string(),
  references: z.array(PreviewReference),
});
export type ShotPreview = z.infer<typeof ShotPreview>;

/** Answer to POST /v1/storyboards with `dryRun`: nothing was ordered. */
export const StoryboardEstimate = z.object({
  dryRun: z.literal(true),
  name: z.string().optional(),
  providerId: z.string(),
  model: z.string(),
  shots: z.int(),
  estimate: Estimate,
  currency: z.string(),
  warnings: z.array(Warning),
  preview: z
    .array(ShotPreview)
    .max(1000)
    .optional()
    .describe('Prompt and pictures of each shot, as its first provider would get them'),
  previewOmitted: z.int().optional().describe('Shots beyond the limit of the preview'),
});
export type StoryboardEstimate = z.infer<typeof StoryboardEstimate>;

/** Answer to POST /v1/storyboards. */
export const StoryboardAccepted = z.object({
  id: z.string(),
  name: z.string(),
  state: StoryboardState,
  counts: Counts,
  warnings: z.array(Warning),
  links: StoryboardLinks,
});
export type StoryboardAccepted = z.infer<typeof StoryboardAccepted>;

export const Waiting = z.object({ reason: WaitReason, takes: z.int(), until: z.iso.datetime().optional() });

export const Storyboard = StoryboardAccepted.extend({
  providerId: z.string(),
  model: z.string(),
  priority: Priority,
  orderedBy: z.string().optional().describe('Name of the API key that ordered it'),
  shots: z.int(),
  takes: z.int(),
  progress: z.number().min(0).max(1).describe('Share of takes that are final'),
  cost: Cost,
  eta: z.iso
    .datetime()
    .optional()
    .describe('Expected time of the last take, from the median of recent renders of this model'),
  etaLate: z.iso.datetime().optional().describe('Same, from the 90th percentile'),
  queue: z
    .object({ next: z.int(), last: z.int() })
    .optional()
    .describe('Queue positions of its first and last waiting take; 1 is next'),
  waiting: z.array(Waiting).describe('Number of waiting takes by reason'),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().optional(),
});
export type Storyboard = z.infer<typeof Storyboard>;

export const StoryboardPage = z.object({
  storyboards: z.array(Storyboard),
  nextCursor: z.string().optional(),
});
export type StoryboardPage = z.infer<typeof StoryboardPage>;

export const Shot = z.object({
  segmentIndex: z.int(),
  state: StoryboardState,
  takes: z.array(Take),
});
export type Shot = z.infer<typeof Shot>;

export const ShotList = z.object({ shots: z.array(Shot) });
export type ShotList = z.infer<typeof ShotList>;
