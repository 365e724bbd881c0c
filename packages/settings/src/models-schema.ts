import { z } from 'zod';

const ROW_FIELDS =
  'id, family, providers, like, enabled, modes, maxPromptLength, seed, negativePrompt, maxNegativePromptLength, ' +
  'audio, prices, refunds, retiresOn, maxInFlight';
const unknown = (fields: string) => (issue: z.core.$ZodRawIssue) =>
  issue.code === 'unrecognized_keys' ? `is no field here; fields are ${fields}` : `must have ${fields}`;

const seconds = z.int({ error: 'must be whole seconds' }).min(1, { error: 'must be at least 1' });
const DURATIONS_ERROR = 'must be whole seconds, ascending, such as [5, 10], or {from: 2, to: 15}';
const range = z
  .strictObject({ from: seconds, to: seconds }, { error: unknown('from and to') })
  .refine(({ from, to }) => from <= to, { error: DURATIONS_ERROR });
const Durations = z
  .union([z.array(seconds).min(1).refine(isAscending, { error: DURATIONS_ERROR }), range], {
    error: DURATIONS_ERROR,
  })
  .describe('Seconds a clip may have: a list, or every whole number between two. The first is the default');

const RATIO_ERROR = 'must be such as "16:9", in quotes';
const Mode = z.strictObject(
  {
    durations: Durations,
    aspectRatios: z
      .array(z.string({ error: RATIO_ERROR }).regex(/^\d{1,3}:\d{1,3}$/, { error: RATIO_ERROR }))
      .min(1, { error: 'must name at least one ratio' })
      .describe('Width to height. The first is the default'),
    resolutions: z
      .array(z.string({ error: 'must be text such as 720p' }).min(1))
      .min(1)
      .optional()
      .describe('As the provider names them. The first is the default; absent: it has no such choice'),
    maxReferences: z.int().min(1).optional().describe('Most pictures of the role reference'),
  },
  { error: unknown('durations, aspectRatios, resolutions, maxReferences') },
);

const MODES = ['text', 'image', 'frames', 'references', 'video'] as const;
const mode = z.enum(MODES, { error: `must be one of ${MODES.join(', ')}` });

const Price = z.strictObject(
  {
    unit: z
      .enum(['call', 'second', 'token'], { error: 'must be call, second or token' })
      .describe('What the amount is for; of tokens the number is not known before'),
    amount: z
      .number({ error: 'must be a number such as 0.6' })
      .min(0, { error: 'must not be below 0' })
      .max(1_000_000)
      .describe('In the currency itself, not in cents'),
    currency: z.string().regex(/^[A-Z]{3}$/, { error: 'must be a currency code such as CNY or USD' }),
    mode: mode.optional(),
    resolution: z.string().optional(),
    audio: z.boolean().optional(),
  },
  { error: unknown('unit, amount, currency, mode, resolution, audio') },
);

const FAILURES = ['provider-failed', 'content-policy'] as const;

const Row = z.strictObject(
  {
    id: z
      .string({ error: 'must be the name by which the provider is asked for it' })
      .regex(/^\S{1,120}$/, { error: 'must be 1 to 120 characters without blanks' })
      .describe('Name by which the provider is asked for it'),
    family: z.string().optional().describe('Every account of this family has it; or write providers'),
    providers: z
      .array(z.string())
      .min(1)
      .optional()
      .describe('Ids of the accounts that have it; or write family'),
    like: z
      .string()
      .optional()
      .describe('A built-in model that is asked for in the same way: modes and limits are taken from it'),
    enabled: z.boolean({ error: 'must be true or false' }).optional(),
    modes: z
      .strictObject(
        {
          text: Mode.optional().describe('From words alone'),
          image: Mode.optional().describe('From a first frame'),
          frames: Mode.optional().describe('From a first and a last frame'),
          references: Mode.optional(),
          video: Mode.optional(),
        },
        { error: unknown(MODES.join(', ')) },
      )
      .optional(),
    maxPromptLength: z.int().min(1).optional(),
    seed: z
      .boolean({ error: 'must be true or false' })
      .optional()
      .describe('Whether a seed is sent; only where its family has a field for it'),
    negativePrompt: z
      .boolean({ error: 'must be true or false' })
      .optional()
      .describe('Whether a negative prompt is sent; only where its family has a field for it'),
    maxNegativePromptLength: z.int().min(1).optional(),
    audio: z.enum(['choice', 'always', 'never'], { error: 'must be choice, always or never' }).optional(),
    prices: z.array(Price).optional().describe('The first that fits a shot counts; they replace all others'),
    refunds: z
      .array(z.enum(FAILURES, { error: `must be one of ${FAILURES.join(', ')}` }))
      .optional()
      .describe('Failures that cost nothing; []: each is paid; absent: what the provider tells counts'),
    retiresOn: z.iso
      .date({ error: 'must be a day such as 2026-12-31' })
      .optional()
      .describe('Last day on which it is made'),
    maxInFlight: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .describe('Operations of it at once, fewer than of the account'),
  },
  { error: unknown(ROW_FIELDS) },
);
export type FileRow = z.infer<typeof Row>;

/** Content of `models.yaml`. */
export const ModelsFile = z.strictObject(
  {
    $schema: z.string().optional(),
    models: z.array(Row, { error: 'must be a list of models' }).optional(),
  },
  { error: unknown('models') },
);

function isAscending(values: readonly number[]): boolean {
  return values.every((value, index) => index === 0 || value > (values[index - 1] ?? 0));
}
