import { z } from 'zod';
import { BudgetCents } from './storyboard-options.ts';

/** What a storyboard may cost from now on. */
export const BudgetRequest = z.strictObject({
  budgetCents: BudgetCents.nullable().describe('Most that all its takes together may cost; null: no limit'),
  by: z.string().trim().min(1).max(120).optional().describe('Who decides'),
  reason: z.string().trim().min(1).max(500).optional().describe('Why, for whoever asks later'),
});
export type BudgetRequest = z.infer<typeof BudgetRequest>;
