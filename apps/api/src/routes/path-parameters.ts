import { z } from 'zod';

/** Ids contain no ":", so that none can address another Redis key. */
const id = (what: string) =>
  z
    .string()
    .regex(/^[\w-]{1,120}$/, { error: `must be the id of a ${what}` })
    .describe(`Id of the ${what}`);

export const StoryboardPath = z.object({ id: id('storyboard') });
export const ProviderPath = z.object({ id: id('provider') });
export const AssetPath = z.object({
  id: z
    .string()
    .regex(/^(?:asset:)?[0-9a-f]{64}$/, { error: 'must be the id of a picture' })
    .transform((id) => id.replace('asset:', ''))
    .describe('Id of the picture, with or without `asset:`'),
});
export const TakePath = z.object({ id: id('take') });

/** Headers of requests that may spend; `claimRequest` validates the key. */
export const IdempotencyHeaders = z.looseObject({
  'idempotency-key': z
    .string()
    .optional()
    .describe('1 to 255 characters of your choice: a repeated request has no second effect'),
});
