import type { StoryboardRecord } from './storyboard-record.ts';
import type { TakeRecord } from './take-record.ts';
import type { NewStoryboard } from './write-storyboard.ts';

/** A storyboard as it was ordered, from its records: what a journal has to know to bring it back. */
export function toNewStoryboard(record: StoryboardRecord, takes: readonly TakeRecord[]): NewStoryboard {
  const { id, name, provider, model, priority, warnings, budgetCents, spender, retryFailed } = record;
  return {
    id,
    name,
    provider,
    model,
    priority,
    warnings,
    force: takes.some(({ force }) => force),
    ...(budgetCents === undefined ? {} : { budgetCents }),
    ...(spender === undefined ? {} : { spender }),
    ...(retryFailed === undefined ? {} : { retryFailed }),
    takes: takes.map(({ segmentIndex, take, fingerprint, order, priceCents }) => ({
      segmentIndex,
      take,
      fingerprint,
      order,
      ...(priceCents === undefined ? {} : { priceCents }),
    })),
  };
}
