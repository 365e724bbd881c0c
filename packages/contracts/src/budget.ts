import { z } from 'zod';
import { StopRequest } from './stop.ts';
import { BudgetCents } from './storyboard-options.ts';

/** New budget of a storyboard, with the person and the reason, as for a stop. */
export const BudgetRequest = z.strictObject({
  budgetCents: BudgetCents.nullable().describe('Budget for all its takes together; null: no limit'),
  ...StopRequest.shape,
});
export type BudgetRequest = z.infer<typeof BudgetRequest>;
