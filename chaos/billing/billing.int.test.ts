import { expect, test } from 'vitest';
import { planBilling } from './billing-plan.ts';
import { runBillingChaos } from './run-billing-chaos.ts';

test('pays every take once despite kills and lost Redis data', { timeout: 300_000 }, async () => {
  const plan = planBilling({
    seed: 11,
    minutes: 0.25,
    book: 'sqlite',
    mutant: null,
    print: () => undefined,
  });
  const { violations, involved, figures } = await runBillingChaos(plan);
  expect({ violations, involved }).toEqual({ violations: [], involved: [] });
  expect(figures.takes).toBeGreaterThan(0);
});
