import { z } from 'zod';
import { TakeState } from './take.ts';

/** Who stops something and why; both are optional. */
export const StopRequest = z.strictObject({
  by: z.string().trim().min(1).max(120).optional().describe('Who decides'),
  reason: z.string().trim().min(1).max(500).optional().describe('Reason, kept in the history'),
});
export type StopRequest = z.infer<typeof StopRequest>;

/** A take that was sent before it was cancelled. It is paid, or may be, so its clip is still collected. */
export const TakeThatGoesOn = z.object({
  takeId: z.string(),
  state: TakeState,
  chargedCents: z.number().optional(),
  reservedCents: z.number().optional().describe('Reserved while the outcome of the create is unknown'),
});

/** Result of a cancellation. */
export const Cancelled = z.object({
  cancelled: z.int().describe('Takes that were queued: they cost nothing'),
  final: z.int().describe('Takes that were final before'),
  goesOn: z
    .array(TakeThatGoesOn)
    .describe('Takes that were sent, or may have been: their clips are kept, and none is sent again'),
  currency: z.string(),
  chargedCents: z.number().describe('Charged for the takes that go on'),
  reservedCents: z.number().describe('May still be charged for them'),
});
export type Cancelled = z.infer<typeof Cancelled>;
