import { expect, test } from 'vitest';
import { planBilling } from './billing-plan.ts';
import { ALL_FAMILIES } from './families.ts';
import { runBillingChaos } from './run-billing-chaos.ts';

test('storyboards over all wires are paid once despite faults', { timeout: 400_000 }, async () => {
  const plan = planBilling({
    seed: 5,
    minutes: 0.75,
    book: 'sqlite',
    mutant: null,
    providers: ALL_FAMILIES,
    print: () => undefined,
  });
  const { violations, involved, figures } = await runBillingChaos(plan);
  expect({ violations, involved }).toEqual({ violations: [], involved: [] });
  expect(figures.takes).toBeGreaterThan(0);
});
