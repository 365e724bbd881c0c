import { z } from 'zod';

/** What a key may do; each includes those before it. */
export const ApiScope = z.enum(['read', 'order', 'admin']);
export type ApiScope = z.infer<typeof ApiScope>;

/**
 * One key as the operator's file holds it: never the key itself, only its hash. The name owns the storyboards that
 * were ordered with it, over every new key it is given.
 */
export const ApiKey = z.object({
  name: z.string().regex(/^[\w.-]{1,60}$/, { error: 'must be 1 to 60 letters, digits, dots, dashes or _' }),
  sha256: z.string().regex(/^[\da-f]{64}$/),
  scope: ApiScope,
  /** Most that everything ordered by this name may cost; absent: no limit. */
  budgetCents: z.number().min(0).max(1e9).optional(),
  createdAt: z.iso.datetime(),
  revokedAt: z.iso.datetime().optional(),
});
export type ApiKey = z.infer<typeof ApiKey>;

export const ApiKeyFile = z.object({ keys: z.array(ApiKey) });
export type ApiKeyFile = z.infer<typeof ApiKeyFile>;
