import { z } from 'zod';

/** The part of GET /readyz that a client looks at. */
export const Readiness = z.object({
  book: z.object({ driver: z.string(), freeBytes: z.number().optional() }),
  warnings: z.array(z.string()),
  workers: z.array(z.object({ id: z.string(), host: z.string() })).optional(),
});
export type Readiness = z.infer<typeof Readiness>;
