import { z } from 'zod';

/** Ids hold no ":", so none of them can name another Redis key than it should. */
const id = (what: string) =>
  z
    .string()
    .regex(/^[\w-]{1,120}$/, { error: `must be the id of a ${what}` })
    .describe(`Id of the ${what}`);

export const StoryboardPath = z.object({ id: id('storyboard') });
export const ProviderPath = z.object({ id: id('provider') });
export const TakePath = z.object({ id: id('take') });

/** Headers of a request that may spend; the key itself is judged by `claimRequest`. */
export const IdempotencyHeaders = z.looseObject({
  'idempotency-key': z
    .string()
    .optional()
    .describe('1 to 255 characters of your choice: a repeated request has no second effect'),
});
