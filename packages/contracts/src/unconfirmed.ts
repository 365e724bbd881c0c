import { z } from 'zod';
import { Take, TimelineEntry } from './take.ts';
import { renamedFix } from './renamed.ts';

/** A create with an unknown outcome, and the evidence found so far. */
export const Unconfirmed = z.object({
  take: Take,
  attempt: z.int(),
  begunAt: z.iso.datetime().optional().describe('Start of the create; it was sent within the send budget'),
  since: z.iso.datetime().optional(),
  reservedCents: z.number().describe('Reserved for it until it is resolved'),
  evidence: z.array(TimelineEntry).describe('The provider’s answer and later findings'),
  search: z
    .enum(['running', 'blocked', 'impossible'])
    .describe(
      '`running`: the provider’s list is searched again and again; `blocked`: it holds `suspects`; `impossible`: ' +
        'it has none',
    ),
  suspects: z
    .array(z.string())
    .optional()
    .describe(
      'Operations of about that time that no take owns. While one may belong to this take, a person has to decide: ' +
        'adopt it, or say that the take was not accepted',
    ),
});
export type Unconfirmed = z.infer<typeof Unconfirmed>;

export const UnconfirmedList = z.object({ unconfirmed: z.array(Unconfirmed) });
export type UnconfirmedList = z.infer<typeof UnconfirmedList>;

const by = z.string().trim().min(1).max(120).describe('Who decides');
const reason = z.string().trim().min(1).max(500).describe('Reason, kept in the history');
const attempt = z
  .int()
  .min(1)
  .optional()
  .describe('The attempt the decision is about; another one stays untouched');

/** A person's decision about an unconfirmed create. */
export const Resolution = z.discriminatedUnion('action', [
  z
    .strictObject({
      action: z.literal('adopt'),
      operationId: z.string().min(1).max(200),
      by,
      reason,
      attempt,
    })
    .describe('This operation of the provider belongs to the take'),
  z
    .strictObject({ action: z.literal('not-accepted'), by, reason, attempt })
    .describe('The provider never accepted it: it is sent, and paid, again'),
  z
    .strictObject({ action: z.literal('give-up'), by, reason, attempt })
    .describe('The outcome cannot be found out: the take fails, its price counts as spent'),
]);
export type Resolution = z.infer<typeof Resolution>;

/** Answer to a retry: the takes it queued and their cost. */
export const RetryAccepted = z.object({
  takeIds: z.array(z.string()).describe('The takes that are ordered again'),
  cost: z.object({ currency: z.string(), cents: z.number().optional() }),
  dryRun: z.boolean().describe('True if nothing was ordered'),
});
export type RetryAccepted = z.infer<typeof RetryAccepted>;

/** Who retries a take and why. */
export const RetryRequest = z.strictObject({ by, reason, dryRun: z.boolean().default(false) });

/** Retries all takes of a storyboard in one state. */
export const RetryStoryboard = RetryRequest.extend({
  state: z.enum(['failed', 'cancelled'], { error: ({ input }) => renamedFix(input) }).default('failed'),
});
export type RetryRequest = z.infer<typeof RetryRequest>;

/** Who gives up a take that would never end, and why. */
export const GiveUpRequest = z.strictObject({ by, reason });
export type GiveUpRequest = z.infer<typeof GiveUpRequest>;

/** Result of giving up a take. */
export const GivenUp = z.object({
  takeId: z.string(),
  state: z.literal('failed'),
  operationId: z.string(),
  chargedCents: z.number().describe('Charged for it; stays charged'),
  note: z.string().describe('What the provider may still do with the operation'),
});
export type GivenUp = z.infer<typeof GivenUp>;
