import { z } from 'zod';

export const Priority = z.enum(['high', 'normal', 'low']);
export type Priority = z.infer<typeof Priority>;

/** `nearest` rounds up to the next allowed duration and warns. */
export const DurationPolicy = z.enum(['nearest', 'strict']);
export type DurationPolicy = z.infer<typeof DurationPolicy>;

/** A spending limit. */
export const BudgetCents = z.number().min(0).max(1e9);

/** The caller's options for one storyboard; all have defaults. Core rejects unknown names, except notes. */
export const StoryboardOptions = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe('Folder of the clips; default: metadata.project_name or the id'),
  takes: z.int().min(1).max(20).optional().describe('Takes per shot; default GEN_COUNT_PER_SEGMENT or 1'),
  provider: z.string().min(1).max(60).optional(),
  model: z.string().min(1).max(120).optional(),
  priority: Priority.default('normal'),
  force: z.boolean().default(false).describe('Render even if the same content is already stored'),
  durationPolicy: DurationPolicy.default('nearest'),
  budgetCents: BudgetCents.optional().describe(
    'Budget for all takes together; takes that exceed it wait (reason `budget`)',
  ),
  retryFailed: z
    .int()
    .min(0)
    .max(5)
    .default(0)
    .describe('Automatic retries, each paid again, of a take whose render fails at the provider'),
  dryRun: z.boolean().default(false).describe('Return the estimated cost and order nothing'),
});
export type StoryboardOptions = z.infer<typeof StoryboardOptions>;
