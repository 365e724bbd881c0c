import { expect, test } from 'vitest';
import { planLimiter } from './limiter-plan.ts';
import { runLimiterChaos } from './run-limiter-chaos.ts';

test('keeps the limit and loses no permit through kills and freezes', { timeout: 300_000 }, async () => {
  const plan = planLimiter({ seed: 7, minutes: 0.15, workers: 4, print: () => undefined });
  const { violations, figures } = await runLimiterChaos(plan);
  expect(violations).toEqual([]);
  expect(figures.takes).toBeGreaterThan(0);
});
