import { z } from 'zod';

/** All states of a take. Core's `take-machine.ts` defines the moves between them. */
export const TakeState = z.enum([
  'queued',
  'submitting',
  'unconfirmed',
  'rendering',
  'overdue',
  'collecting',
  'completed',
  'reused',
  'failed',
  'cancelled',
]);
export type TakeState = z.infer<typeof TakeState>;

/** Final states. Only an explicit retry leaves them. */
export const FINAL_TAKE_STATES = [
  'completed',
  'reused',
  'failed',
  'cancelled',
] as const satisfies TakeState[];

/** Why a take that is not final does not move at the moment. */
export const WaitReason = z.enum([
  'permit',
  'breaker',
  'rate',
  'budget',
  'balance',
  'auth',
  'paused',
  'provider',
  'dependency',
  'unconfirmed',
  'storage',
  'recovery',
  'worker',
  'address',
  'download',
]);
export type WaitReason = z.infer<typeof WaitReason>;

/**
 * Why a take failed. `provider-failed`: the render failed at the provider · `no-answer`: several creates were neither
 * accepted nor refused, and none was bought · `dependency`: it begins with the last frame of a shot that has none.
 */
export const FailureReason = z.enum([
  'content-policy',
  'invalid',
  'provider-failed',
  'not-found',
  'gave-up',
  'no-answer',
  'dependency',
]);
export type FailureReason = z.infer<typeof FailureReason>;

/** A failure in the provider's own words, cut to a readable length and free of secrets. */
export const Failure = z.object({
  reason: FailureReason,
  message: z.string(),
  requestId: z.string().optional(),
});
export type Failure = z.infer<typeof Failure>;

/** One stored clip. `key` is its path below the storage root, with forward slashes. */
export const Clip = z.object({
  key: z.string(),
  sizeBytes: z.int().nonnegative(),
  sha256: z.string(),
  durationSeconds: z.number().optional(),
  width: z.int().optional(),
  height: z.int().optional(),
  codec: z.string().optional(),
});
export type Clip = z.infer<typeof Clip>;

/** One entry of a take's history. `at` is an ISO time. */
export const TimelineEntry = z.object({
  at: z.iso.datetime(),
  event: z.string(),
  attempt: z.int().optional(),
  requestId: z.string().optional(),
  detail: z.string().optional(),
  operationId: z.string().optional(),
  costCents: z.number().optional(),
  by: z.string().optional().describe('The person who decided it, if any'),
  reason: z.string().optional(),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

/** A take as the API shows it. */
export const Take = z.object({
  takeId: z.string(),
  storyboardId: z.string(),
  segmentIndex: z.int(),
  takeNumber: z.int(),
  state: TakeState,
  waitReason: WaitReason.optional(),
  waitUntil: z.iso.datetime().optional(),
  waitDetail: z.string().optional(),
  queuePosition: z.int().optional().describe('Position in the queue for a permit; 1 is next'),
  providerId: z.string(),
  model: z.string(),
  prompt: z.string(),
  attempts: z.int(),
  operationId: z.string().optional(),
  progress: z.number().min(0).max(100).optional(),
  priceCents: z.number().optional().describe('Price of one create when the take was ordered'),
  costCents: z.number().optional(),
  clip: Clip.optional(),
  warnings: z
    .array(z.string())
    .optional()
    .describe('Deviations of the clip from the order: length or orientation'),
  failure: Failure.optional(),
  createdAt: z.iso.datetime(),
  submittedAt: z.iso.datetime().optional(),
  renderedAt: z.iso.datetime().optional(),
  finishedAt: z.iso.datetime().optional(),
  links: z.object({
    self: z.string(),
    storyboard: z.string(),
    video: z.string().optional(),
    poster: z.string().optional(),
  }),
});
export type Take = z.infer<typeof Take>;

export const TakeWithTimeline = Take.extend({ timeline: z.array(TimelineEntry) });
export type TakeWithTimeline = z.infer<typeof TakeWithTimeline>;
