import { z } from 'zod';

/** closed: full capacity · open: degraded · recovering: capacity returns step by step · isolated: nothing is sent. */
export const BreakerState = z.enum(['closed', 'open', 'recovering', 'isolated']);
export type BreakerState = z.infer<typeof BreakerState>;

/** Reason of an isolation: key refused, balance empty, wrong address, or an operator's decision. */
export const IsolationReason = z.enum(['auth', 'balance', 'address', 'manual']);
export type IsolationReason = z.infer<typeof IsolationReason>;

const Mode = z.object({
  durations: z
    .union([z.array(z.number()), z.object({ from: z.number(), to: z.number() })])
    .describe('Seconds: a list, or an inclusive range of whole numbers'),
  aspectRatios: z.array(z.string()),
  resolutions: z.array(z.string()).optional().describe('The first one is the default'),
  maxReferences: z.int().optional(),
});

const Price = z.object({
  unit: z.enum(['call', 'second', 'token']),
  amountMicros: z.number().describe('1/1,000,000 of the currency'),
  currency: z.string(),
  mode: z.string().optional(),
  resolution: z.string().optional(),
  audio: z.boolean().optional(),
});

/** A model of a provider and what it supports in each mode. */
const Model = z.object({
  id: z.string(),
  enabled: z.boolean().describe('Whether it can be ordered now: not switched off, and not retired'),
  modes: z.object({
    text: Mode.optional(),
    image: Mode.optional().describe('Starts from a first frame'),
    frames: Mode.optional().describe('Starts from a first and a last frame'),
    references: Mode.optional(),
    video: Mode.optional(),
  }),
  proOf: z.string().optional().describe('The base model: `is_pro: true` of a shot replaces it with this one'),
  audio: z.enum(['choice', 'always', 'never']).optional(),
  maxPromptLength: z.int().optional(),
  seed: z.boolean().optional().describe('Whether a seed can be sent'),
  negativePrompt: z.boolean().optional().describe('Whether a negative prompt can be sent'),
  maxNegativePromptLength: z.int().optional(),
  prices: z.array(Price).optional(),
  refunds: z
    .array(z.enum(['provider-failed', 'content-policy']))
    .optional()
    .describe('Failures that cost nothing; absent: not known'),
  retiresOn: z.iso.date().optional().describe('Last day on which it is sold'),
  maximum: z.int().optional().describe('Permits of this model, if it has its own limit'),
  inFlight: z.int().optional(),
});

export const Provider = z.object({
  id: z.string(),
  family: z.string().describe('Wire format'),
  capabilities: z
    .array(
      z.enum([
        'pollPage',
        'listRecent',
        'balance',
        'keyModels',
        'prices',
        'chargeLog',
        'cancel',
        'uploadAsset',
      ]),
    )
    .describe(
      'Optional requests it supports. Without `listRecent` a create whose answer was lost needs a person; without `prices` ' +
        'the price list of its models applies',
    ),
  capacity: z.int().describe('Permits available in total at this moment'),
  maximum: z.int(),
  degraded: z.int(),
  inFlight: z.int().describe('Permits held: operations running or being created at the provider'),
  waiting: z.int(),
  breaker: BreakerState,
  isolation: IsolationReason.optional(),
  isolationNote: z.string().optional().describe('Note of the operator who isolated it'),
  tripReason: z
    .enum(['creates', 'polls', 'manual', 'recovery'])
    .optional()
    .describe(
      'Cause of the trip, while the breaker is not closed; `recovery`: Redis lost the state of the lane',
    ),
  throttledUntil: z.iso.datetime().optional().describe('No create is sent before this time'),
  learnedLimit: z.int().optional().describe("The provider's own limit, if observed to be lower than ours"),
  consecutiveErrors: z.int(),
  nextChangeAt: z.iso.datetime().optional(),
  models: z.array(Model),
});
export type Provider = z.infer<typeof Provider>;

const by = z.string().trim().min(1).max(120).optional().describe('Who decides');

/** Body of POST /v1/providers/:id/breaker. */
export const BreakerCommand = z.discriminatedUnion('action', [
  z
    .object({ action: z.literal('trip'), by })
    .describe('Open the breaker: lower the capacity to the degraded limit'),
  z
    .object({ action: z.literal('reset'), by })
    .describe('Close it: reset trips, errors, throttles and learned limits'),
  z
    .object({ action: z.literal('isolate'), note: z.string().max(200).default(''), by })
    .describe('Send nothing until `reopen`; the note is shown with every waiting take'),
  z.object({ action: z.literal('reopen'), by }).describe('End an isolation; the first create is a probe'),
  z
    .object({ action: z.literal('set-maximum'), maximum: z.int().min(1).max(10_000), by })
    .describe('New maximum, valid until the configured one changes'),
]);
export type BreakerCommand = z.infer<typeof BreakerCommand>;

export const ProviderList = z.object({ providers: z.array(Provider) });
export type ProviderList = z.infer<typeof ProviderList>;
