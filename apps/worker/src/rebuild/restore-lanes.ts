import type { JournalSummary, LaneWord } from '@cineflow/ledger';
import type { WorkerContext } from '../context.ts';
import { prepareQueues } from '../prepare-queues.ts';

const CLOSED = 'being restored';

/**
 * Tells the lanes their policy after a loss of Redis. What a person stopped or bounded stays so, unless the settings
 * say something else by now; until that is known nobody is admitted.
 */
export async function restoreLanes(context: WorkerContext, { lanes }: JournalSummary): Promise<void> {
  const { maximum } = context.settings.limiter;
  const touched = [...context.accounts.values()].flatMap(({ provider, lane }) => {
    const words = lanes.filter((entry) => entry.provider === provider.id).map(({ word }) => word);
    return words.length === 0 ? [] : [{ provider, lane, words }];
  });
  for (const { lane } of touched) await lane.isolate('manual', CLOSED);
  await prepareQueues(context);
  for (const { provider, lane, words } of touched) {
    const bound = words.findLast((word) => word.kind === 'maximum');
    if (bound?.configured === maximum) await lane.setMaximum(bound.maximum);
    const stop = lastStop(words);
    await context.doorbell(provider.id, await (stop ? lane.isolate('manual', stop.note) : lane.reopen()));
  }
}

function lastStop(words: readonly LaneWord[]): (LaneWord & { kind: 'isolated' }) | null {
  const word = words.findLast(({ kind }) => kind !== 'maximum');
  return word?.kind === 'isolated' ? word : null;
}
