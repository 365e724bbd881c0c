import { z } from 'zod';
import { Take, TimelineEntry } from './take.ts';

/** A create whose outcome is not known, with what is known of it. */
export const Unconfirmed = z.object({
  take: Take,
  attempt: z.int(),
  begunAt: z.iso
    .datetime()
    .optional()
    .describe('When the create was begun: it left us within the send budget'),
  since: z.iso.datetime().optional(),
  reservedCents: z.number().describe('Set aside for it until it is decided'),
  evidence: z.array(TimelineEntry).describe('What the provider answered, and what was looked up since'),
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
      'Operations of about that time that nobody owns. While one of them may be this take’s, only a person can tell: ' +
        'adopt it, or say that the take was not accepted',
    ),
});
export type Unconfirmed = z.infer<typeof Unconfirmed>;

export const UnconfirmedList = z.object({ unconfirmed: z.array(Unconfirmed) });
export type UnconfirmedList = z.infer<typeof UnconfirmedList>;

const by = z.string().trim().min(1).max(120).describe('Who decides');
const reason = z.string().trim().min(1).max(500).describe('Why, for whoever asks later');
const attempt = z
  .int()
  .min(1)
  .optional()
  .describe('The attempt that was looked at; another one is not touched');

/** What a person found out about an unconfirmed create. */
export const Resolution = z.discriminatedUnion('action', [
  z
    .strictObject({
      action: z.literal('adopt'),
      operationId: z.string().min(1).max(200),
      by,
      reason,
      attempt,
    })
    .describe('This operation of the provider is the take’s'),
  z
    .strictObject({ action: z.literal('not-accepted'), by, reason, attempt })
    .describe('The provider never took it: it is sent, and paid, once more'),
  z
    .strictObject({ action: z.literal('give-up'), by, reason, attempt })
    .describe('Nobody will find out: the take fails, its price counts as spent'),
]);
export type Resolution = z.infer<typeof Resolution>;

/** Answer to a retry: what was set going, and what it costs. */
export const RetryAccepted = z.object({
  takeIds: z.array(z.string()).describe('What is ordered once more'),
  cost: z.object({ currency: z.string(), cents: z.number().optional() }),
  dryRun: z.boolean().describe('True where nothing was set going'),
});
export type RetryAccepted = z.infer<typeof RetryAccepted>;

/** Who asks for a take once more, and why. */
export const RetryRequest = z.strictObject({ by, reason, dryRun: z.boolean().default(false) });

/** The same for all takes of a storyboard that are in one state. */
export const RetryStoryboard = RetryRequest.extend({
  state: z.enum(['failed', 'cancelled']).default('failed'),
});
export type RetryRequest = z.infer<typeof RetryRequest>;

/** Who ends a take that would never end, and why. */
export const GiveUpRequest = z.strictObject({ by, reason });
export type GiveUpRequest = z.infer<typeof GiveUpRequest>;

/** What became of a take that was given up. */
export const GivenUp = z.object({
  takeId: z.string(),
  state: z.literal('failed'),
  operationId: z.string(),
  chargedCents: z.number().describe('What was charged for it, and stays charged'),
  note: z.string().describe('What the provider may still do with the operation'),
});
export type GivenUp = z.infer<typeof GivenUp>;
