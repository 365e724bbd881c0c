import { z } from 'zod';

/** closed: full capacity · open: degraded · recovering: climbing back · isolated: nothing is sent. */
export const BreakerState = z.enum(['closed', 'open', 'recovering', 'isolated']);
export type BreakerState = z.infer<typeof BreakerState>;

/** Why a lane is isolated: the key is refused, the balance is empty, nothing of the provider answers there, a person. */
export const IsolationReason = z.enum(['auth', 'balance', 'address', 'manual']);
export type IsolationReason = z.infer<typeof IsolationReason>;

const Mode = z.object({
  durations: z
    .union([z.array(z.number()), z.object({ from: z.number(), to: z.number() })])
    .describe('Seconds: a list, or every whole number between two'),
  aspectRatios: z.array(z.string()),
  resolutions: z.array(z.string()).optional().describe('The first one is used'),
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

/** A model of a provider, and what it can do by what a shot starts from. */
const Model = z.object({
  id: z.string(),
  enabled: z.boolean(),
  modes: z.object({
    text: Mode.optional(),
    image: Mode.optional().describe('From a first frame'),
    frames: Mode.optional().describe('From a first and a last frame'),
    references: Mode.optional(),
    video: Mode.optional(),
  }),
  proOf: z.string().optional().describe('`is_pro: true` of a shot means this one instead of that'),
  audio: z.enum(['choice', 'always', 'never']).optional(),
  maxPromptLength: z.int().optional(),
  prices: z.array(Price).optional(),
  retiresOn: z.iso.date().optional().describe('Last day on which it is made'),
  maximum: z.int().optional().describe('Permits of this model, where it has a limit of its own'),
  inFlight: z.int().optional(),
});

export const Provider = z.object({
  id: z.string(),
  family: z.string().describe('The wire it speaks'),
  capabilities: z
    .array(z.enum(['pollPage', 'listRecent', 'balance', 'prices', 'chargeLog', 'cancel', 'uploadAsset']))
    .describe(
      'What it can be asked for. Without `listRecent` a create whose answer was lost needs a person; without `prices` ' +
        'those of its models count',
    ),
  capacity: z.int().describe('Permits there are at this moment'),
  maximum: z.int(),
  degraded: z.int(),
  inFlight: z.int().describe('Permits held: operations running or being created at the provider'),
  waiting: z.int(),
  breaker: BreakerState,
  isolation: IsolationReason.optional(),
  isolationNote: z.string().optional().describe('What the person who isolated it said'),
  tripReason: z
    .enum(['creates', 'polls', 'manual', 'recovery'])
    .optional()
    .describe(
      'What opened the breaker, while it is not closed; `recovery`: Redis lost what it knew of the provider',
    ),
  throttledUntil: z.iso.datetime().optional().describe('No create is sent before this time'),
  learnedLimit: z
    .int()
    .optional()
    .describe("The provider's own limit, where it showed to be lower than ours"),
  consecutiveErrors: z.int(),
  nextChangeAt: z.iso.datetime().optional(),
  models: z.array(Model),
});
export type Provider = z.infer<typeof Provider>;

const by = z.string().trim().min(1).max(120).optional().describe('Who decides');

/** Body of POST /v1/providers/:id/breaker. */
export const BreakerCommand = z.discriminatedUnion('action', [
  z.object({ action: z.literal('trip'), by }).describe('Open the breaker: down to the degraded limit'),
  z
    .object({ action: z.literal('reset'), by })
    .describe('Close it: forget trips, errors, throttles and learned limits'),
  z
    .object({ action: z.literal('isolate'), note: z.string().max(200).default(''), by })
    .describe('Send nothing until `reopen`; the note is shown with every waiting take'),
  z.object({ action: z.literal('reopen'), by }).describe('End an isolation; the first create is a probe'),
  z
    .object({ action: z.literal('set-maximum'), maximum: z.int().min(1).max(10_000), by })
    .describe('Another maximum, until the configuration itself changes'),
]);
export type BreakerCommand = z.infer<typeof BreakerCommand>;

export const ProviderList = z.object({ providers: z.array(Provider) });
export type ProviderList = z.infer<typeof ProviderList>;
