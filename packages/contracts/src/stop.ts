import { z } from 'zod';
import { TakeState } from './take.ts';

/** Who stops something, and why; both may be left out. */
export const StopRequest = z.strictObject({
  by: z.string().trim().min(1).max(120).optional().describe('Who decides'),
  reason: z.string().trim().min(1).max(500).optional().describe('Why, for whoever asks later'),
});
export type StopRequest = z.infer<typeof StopRequest>;

/** A take that was sent before it was cancelled: it is, or may be, paid, so its clip is still collected. */
export const TakeThatGoesOn = z.object({
  takeId: z.string(),
  state: TakeState,
  chargedCents: z.number().optional(),
  reservedCents: z
    .number()
    .optional()
    .describe('Set aside, because it is not known yet whether it is bought'),
});

/** What became of a cancellation. */
export const Cancelled = z.object({
  cancelled: z.int().describe('Takes that were waiting: they cost nothing'),
  final: z.int().describe('Takes that were final before'),
  goesOn: z
    .array(TakeThatGoesOn)
    .describe('Takes the provider has, or may have: their clips are kept, and none of them is sent again'),
  currency: z.string(),
  chargedCents: z.number().describe('What was charged for those that go on'),
  reservedCents: z.number().describe('What may still be charged for them'),
});
export type Cancelled = z.infer<typeof Cancelled>;
