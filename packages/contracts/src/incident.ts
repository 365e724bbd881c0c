import { z } from 'zod';

/** An irregular event about money that needs an operator's attention. */
export const Incident = z.object({
  at: z.iso.datetime(),
  kind: z
    .enum(['second-operation', 'odd-cost', 'given-up-then-found'])
    .describe(
      '`second-operation`: a take was bought twice; `odd-cost`: a reported cost was implausible, so the price ' +
        'counts, or a refund was more than the cost; `given-up-then-found`: an operation was found after its take was given up',
    ),
  takeId: z.string(),
  providerId: z.string(),
  operationId: z.string().optional(),
  detail: z.string(),
});
export type Incident = z.infer<typeof Incident>;

export const IncidentList = z.object({ incidents: z.array(Incident) });
export type IncidentList = z.infer<typeof IncidentList>;
