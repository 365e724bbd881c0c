import { z } from 'zod';

export const Priority = z.enum(['high', 'normal', 'low']);
export type Priority = z.infer<typeof Priority>;

/** `nearest` takes the shortest allowed duration that is not shorter than asked, and warns. */
export const DurationPolicy = z.enum(['nearest', 'strict']);
export type DurationPolicy = z.infer<typeof DurationPolicy>;

/** A limit of what may be spent. */
export const BudgetCents = z.number().min(0).max(1e9);

/** What the caller decides about one storyboard; everything has a default. Core refuses other names, but for notes. */
export const StoryboardOptions = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe('Folder the clips lie in; default: metadata.project_name or the id'),
  takes: z.int().min(1).max(20).optional().describe('Takes per shot; default GEN_COUNT_PER_SEGMENT or 1'),
  provider: z.string().min(1).max(60).optional(),
  model: z.string().min(1).max(120).optional(),
  priority: Priority.default('normal'),
  force: z.boolean().default(false).describe('Render even where the same content is already stored'),
  durationPolicy: DurationPolicy.default('nearest'),
  budgetCents: BudgetCents.optional().describe(
    'Most that all takes together may cost; takes that do not fit wait (reason `budget`)',
  ),
  retryFailed: z
    .int()
    .min(0)
    .max(5)
    .default(0)
    .describe('How often a take whose render fails at the provider is made, and paid, once more by itself'),
  dryRun: z.boolean().default(false).describe('Answer what it would cost, and order nothing'),
});
export type StoryboardOptions = z.infer<typeof StoryboardOptions>;
