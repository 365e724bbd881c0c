import { z } from 'zod';

/** Permissions of a key; each scope includes those before it. */
export const ApiScope = z.enum(['read', 'order', 'admin']);
export type ApiScope = z.infer<typeof ApiScope>;

/**
 * One key in the operator's file. Only its hash is stored, never the key itself.
 * Storyboards belong to the name, so they survive a change of the key.
 */
export const ApiKey = z.object({
  name: z.string().regex(/^[\w.-]{1,60}$/, { error: 'must be 1 to 60 letters, digits, dots, dashes or _' }),
  sha256: z.string().regex(/^[\da-f]{64}$/),
  scope: ApiScope,
  /** Budget for everything ordered under this name; absent: no limit. */
  budgetCents: z.number().min(0).max(1e9).optional(),
  createdAt: z.iso.datetime(),
  revokedAt: z.iso.datetime().optional(),
});
export type ApiKey = z.infer<typeof ApiKey>;

export const ApiKeyFile = z.object({ keys: z.array(ApiKey) });
export type ApiKeyFile = z.infer<typeof ApiKeyFile>;
