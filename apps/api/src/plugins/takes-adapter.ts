import { BookError } from '@cineflow/book';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { defined, renderTimes, waitOf } from '@cineflow/core';
import type { Context } from '../context.ts';
import { readLane } from '../storyboards/read-lane.ts';
import { readTakeViews, type TakeView } from '../storyboards/take-views.ts';
import { describeWait } from '../views/describe-wait.ts';
import { estimateEta } from '../views/estimate-eta.ts';

/** The queue of takes for the board. The log of a job ends with the current wait reason, computed only when viewed. */
export class TakesAdapter extends BullMQAdapter {
  readonly #context: Context;

  constructor(context: Context, options: ConstructorParameters<typeof BullMQAdapter>[1]) {
    super(context.queues.takes, options);
    this.#context = context;
  }

  override async getJobLogs(id: string): Promise<string[]> {
    const [logs, line] = await Promise.all([super.getJobLogs(id), explainTake(this.#context, id)]);
    return line === null ? logs : [...logs, line];
  }
}

async function explainTake(context: Context, takeId: string): Promise<string | null> {
  try {
    const record = await context.book.takes.read({ takeId });
    const [take] = await readTakeViews(context, record === null ? [] : [record]);
    return take === undefined ? null : await explain(context, take);
  } catch (error) {
    // The board shows the state of Redis even while the book is away.
    if (error instanceof BookError) return `now: not known (${error.message})`;
    throw error;
  }
}

async function explain(context: Context, take: TakeView): Promise<string | null> {
  const lane = context.lane(take.providerId);
  const [stats, [place = null], durations] = await Promise.all([
    readLane(context, take.providerId),
    lane.positions(take.state === 'queued' ? [take.takeId] : []),
    context.line(take.providerId).renderDurations(take.model),
  ]);
  const wait = waitOf(take, stats, context.settings.submit.settleMs);
  if (wait === null) return null;
  const times = renderTimes(durations);
  const etaOf = (share: 'p50' | 'p90') =>
    estimateEta({
      now: stats.now,
      waiting: place ?? 0,
      inFlightSince: take.submittedAt === undefined ? [] : [take.submittedAt],
      capacity: Math.min(stats.capacity, stats.models[take.model]?.maximum ?? stats.capacity),
      ...defined({ throttledUntil: stats.throttledUntil }),
      renderMs: times?.[share] ?? null,
    });
  return describeWait({ wait, place, eta: etaOf('p50'), etaLate: etaOf('p90') });
}
