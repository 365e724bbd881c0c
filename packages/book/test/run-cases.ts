import { beforeEach, describe, expect, test } from 'vitest';
import { assetCases } from './assets.testsuite.ts';
import { attemptCases } from './attempts.testsuite.ts';
import { boundCases } from './bounds.testsuite.ts';
import { budgetCases, dayCases } from './budgets.testsuite.ts';
import { contentCases } from './contents.testsuite.ts';
import { draftCases } from './drafts.testsuite.ts';
import { endingCases } from './endings.testsuite.ts';
import { errandCases } from './errands.testsuite.ts';
import type { Cases, Harness } from './harness.ts';
import { licenceCases } from './licence.testsuite.ts';
import { lineCases } from './lines.testsuite.ts';
import { linkCases } from './links.testsuite.ts';
import { outcomeCases } from './outcomes.testsuite.ts';
import { priceCases } from './prices.testsuite.ts';
import { refundCases } from './refunds.testsuite.ts';
import { routeCases } from './routes.testsuite.ts';
import { storyboardCases } from './storyboards.testsuite.ts';

/** Every case of the book, by noun. */
export const suite = {
  licence: licenceCases,
  outcomes: { ...outcomeCases, ...endingCases },
  bounds: boundCases,
  refunds: refundCases,
  assets: assetCases,
  attempts: attemptCases,
  contents: contentCases,
  budgets: budgetCases,
  days: dayCases,
  prices: priceCases,
  storyboards: storyboardCases,
  drafts: draftCases,
  errands: errandCases,
  lines: lineCases,
  routes: routeCases,
  links: linkCases,
} as const satisfies Readonly<Record<string, Cases>>;

/** Runs the suite over one driver, each case with a new book. */
export function testBook(open: () => Promise<Harness>): void {
  let harness: Harness;
  beforeEach(async () => {
    harness = await open();
  });
  describe.for(Object.keys(suite))('%s', (noun) => {
    const cases: Cases = suite[noun as keyof typeof suite];
    test.for(Object.keys(cases))('%s', async (name, { skip }) => {
      if (noun === 'days' && !harness.hasClock) skip('its clock is not the caller’s');
      await cases[name]?.(harness);
      expect.hasAssertions();
    });
  });
}
