import { z } from 'zod';
import { StopRequest } from './stop.ts';
import { BudgetCents } from './storyboard-options.ts';

/** What a storyboard may cost from now on; who decides that, and why, as for a stop. */
export const BudgetRequest = z.strictObject({
  budgetCents: BudgetCents.nullable().describe('Most that all its takes together may cost; null: no limit'),
  ...StopRequest.shape,
});
export type BudgetRequest = z.infer<typeof BudgetRequest>;
