import { z } from 'zod';

/** closed: full capacity · open: degraded · recovering: climbing back · isolated: nothing is sent. */
export const BreakerState = z.enum(['closed', 'open', 'recovering', 'isolated']);
export type BreakerState = z.infer<typeof BreakerState>;

/** Why a lane is isolated: the key is refused, the balance is empty, or a person did it. */
export const IsolationReason = z.enum(['auth', 'balance', 'manual']);
export type IsolationReason = z.infer<typeof IsolationReason>;

export const Provider = z.object({
  id: z.string(),
  capacity: z.int().describe('Permits there are at this moment'),
  maximum: z.int(),
  degraded: z.int(),
  inFlight: z.int().describe('Permits held: operations running or being created at the provider'),
  waiting: z.int(),
  breaker: BreakerState,
  isolation: IsolationReason.optional(),
  holdUntil: z.iso.datetime().optional().describe('No create is sent before this time'),
  learnedLimit: z
    .int()
    .optional()
    .describe("The provider's own limit, where it showed to be lower than ours"),
  consecutiveErrors: z.int(),
  nextChangeAt: z.iso.datetime().optional(),
  models: z.array(
    z.object({
      id: z.string(),
      durations: z.array(z.int()),
      resolutions: z.array(z.string()),
      enabled: z.boolean(),
    }),
  ),
});
export type Provider = z.infer<typeof Provider>;

export const ProviderList = z.object({ providers: z.array(Provider) });
export type ProviderList = z.infer<typeof ProviderList>;
