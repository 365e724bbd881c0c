import type { BillDifference } from '@cineflow/core';
import type { AccountAudit } from './audit-account.ts';

/** An audit as text lines. */
export function renderAudit(audit: AccountAudit): string[] {
  const { providerId, since, bought, listed, differences, isAsked, isComplete, balanceCents } = audit;
  const { spentCents, givenUpCents, refundedCents, driftCents } = audit;
  return [
    `${providerId} since ${since}: ${bought} operations in the book, ${listed} at the provider`,
    `  spent by the book: ${spentCents} cents; balance: ${balanceCents ?? 'unknown'}`,
    ...(givenUpCents === 0
      ? []
      : [`  ${givenUpCents} cents of that were given up; whether they were charged is not known`]),
    ...(refundedCents === 0 ? [] : [`  given back by the provider, and booked now: ${refundedCents} cents`]),
    ...(driftCents === undefined ? [] : [`  since the last audit ${renderDrift(driftCents)}`]),
    ...(isAsked ? [] : ['  the provider could not be asked everything now: run it again later']),
    ...(isComplete ? [] : ['  the provider’s list is not complete: what is absent in it proves nothing']),
    ...differences.map((difference) => `  ${renderDifference(difference)}`),
    differences.length === 0 ? '  no difference' : `  ${differences.length} differences`,
  ];
}

/** True if a person should look. */
export function hasFindings({ differences, driftCents = 0 }: AccountAudit): boolean {
  return differences.length > 0 || driftCents !== 0;
}

function renderDrift(cents: number): string {
  if (cents >= 0) return `the balance fell ${cents} cents more than the book says`;
  return (
    `the balance fell ${-cents} cents less than the book says: the account was topped up, or the provider gave ` +
    'back what failed and does not list it'
  );
}

function renderDifference(difference: BillDifference): string {
  if (difference.kind === 'unlisted') {
    return `not at the provider: ${difference.operationId} of take ${difference.takeId}`;
  }
  const { operationId, createdAt, prompt } = difference;
  const when = createdAt === undefined ? '' : ` of ${new Date(createdAt).toISOString()}`;
  return `paid and no take's: ${operationId}${when}${prompt === undefined ? '' : ` “${prompt.slice(0, 80)}”`}`;
}
