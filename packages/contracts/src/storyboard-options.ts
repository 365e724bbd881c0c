import { z } from 'zod';

export const Priority = z.enum(['high', 'normal', 'low']);
export type Priority = z.infer<typeof Priority>;

/** `nearest` rounds up to the next allowed duration and warns. */
export const DurationPolicy = z.enum(['nearest', 'strict']);
export type DurationPolicy = z.infer<typeof DurationPolicy>;

/** How the providers that can make a shot are ranked; `order`: as they are named. */
export const RoutePolicy = z.enum(['order', 'cheapest', 'fastest']);
export type RoutePolicy = z.infer<typeof RoutePolicy>;

/** `auto` stitches the pictures of a shot into one where its model takes fewer. `always`: also where it takes all. */
export const MatrixPolicy = z.enum(['auto', 'always', 'never']);
export type MatrixPolicy = z.infer<typeof MatrixPolicy>;

/** `auto` says descriptions of the bible in the prompt only where the document has pictures. */
export const DescriptionPolicy = z.enum(['auto', 'always', 'never']);
export type DescriptionPolicy = z.infer<typeof DescriptionPolicy>;

/** A shot that continues one without a clip fails unpaid, starts without the frame, or waits for a person. */
export const ChainPolicy = z.enum(['stop', 'restart', 'wait']);
export type ChainPolicy = z.infer<typeof ChainPolicy>;

/** A provider account, with its default model or a named one. */
export const RouteCandidate = z.union([
  z.string().min(1).max(60),
  z.strictObject({ provider: z.string().min(1).max(60), model: z.string().min(1).max(120).optional() }),
]);

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
  routing: RoutePolicy.optional().describe(
    'Choose among `providers` for each shot, and move on when one sends nothing; default `order` with `providers`',
  ),
  providers: z
    .array(RouteCandidate)
    .min(1)
    .max(8)
    .optional()
    .describe('Candidates of the routing, best first; default: all that are set up, without rehearsals'),
  priority: Priority.default('normal'),
  force: z.boolean().default(false).describe('Render even if the same content is already stored'),
  durationPolicy: DurationPolicy.default('nearest'),
  matrix: MatrixPolicy.optional().describe(
    'Stitch the pictures of a shot into one: `auto` where its model takes fewer than the shot has; default that of the ' +
      'document, else `auto`',
  ),
  descriptions: DescriptionPolicy.optional().describe(
    'Say `description` in the prompt for whom neither an id nor a picture shows: `auto` in documents with pictures; ' +
      'default that of the document, else `auto`',
  ),
  brokenChain: ChainPolicy.default('stop').describe(
    'A shot that continues one without a clip: `stop` fails it unpaid, `restart` renders it without that frame, `wait` ' +
      'leaves it until that shot is retried',
  ),
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
