import type { Money } from '@cineflow/core';
import type { PollOutcome, Provider, Refund } from './spec.ts';

/**
 * Wraps a provider so that its amounts carry the account's real currency. Relays count in units of their own, and
 * each site decides what a unit is worth.
 */
export function inCurrency(provider: Provider, from: string, to: string): Provider {
  const money = <Amount extends Money>(amount: Amount): Amount =>
    amount.currency === from ? { ...amount, currency: to } : amount;
  const refund = <Told extends { refund?: Refund }>(told: Told): Told =>
    told.refund === undefined || told.refund === 'all' ? told : { ...told, refund: money(told.refund) };
  const polled = (outcome: PollOutcome): PollOutcome =>
    outcome.kind === 'failed' ? refund(outcome) : outcome;
  const pollPage = provider.pollPage?.bind(provider);
  const listRecent = provider.listRecent?.bind(provider);
  const balance = provider.balance?.bind(provider);
  const prices = provider.prices?.bind(provider);
  const chargeLog = provider.chargeLog?.bind(provider);
  return {
    ...provider,
    create: async (...asked) => {
      const outcome = await provider.create(...asked);
      if (outcome.kind !== 'accepted' || outcome.cost === undefined) return outcome;
      return { ...outcome, cost: money(outcome.cost) };
    },
    poll: async (...asked) => polled(await provider.poll(...asked)),
    ...(pollPage && {
      pollPage: async (...asked) => {
        const page = await pollPage(...asked);
        if (page.kind !== 'page') return page;
        const outcomes = [...page.outcomes].map(([id, told]) => [id, told && polled(told)] as const);
        return { ...page, outcomes: new Map(outcomes) };
      },
    }),
    ...(listRecent && {
      listRecent: async (...asked) => {
        const listed = await listRecent(...asked);
        return { ...listed, operations: listed.operations.map(refund) };
      },
    }),
    ...(balance && {
      balance: async (...asked) => {
        const told = await balance(...asked);
        if (told.kind !== 'known' || told.balance === undefined) return told;
        return { ...told, balance: money(told.balance) };
      },
    }),
    ...(prices && {
      prices: async (...asked) => {
        const told = await prices(...asked);
        return told.kind === 'known' ? { ...told, prices: told.prices.map(money) } : told;
      },
    }),
    ...(chargeLog && {
      chargeLog: async (...asked) => {
        const told = await chargeLog(...asked);
        return told.kind === 'known' ? { ...told, charges: told.charges.map(money) } : told;
      },
    }),
  };
}
