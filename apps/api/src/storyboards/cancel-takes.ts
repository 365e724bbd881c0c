import type { TakeRecord } from '@cineflow/book';
import type { Cancelled } from '@cineflow/contracts';
import { defined, isFinal, toCents, type LineTake } from '@cineflow/core';
import type { Context } from '../context.ts';
import { PAGE } from './queued-pages.ts';
import { tellInPages } from './tell-in-pages.ts';

type GoingOn = Cancelled['goesOn'][number];

/**
 * Cancels takes of one storyboard, all or some, page by page; repeating it finishes an interrupted cancel.
 * Retries that are not queued yet are dropped.
 */
export async function cancelTakes(
  context: Context,
  { id, takeIds }: { id: string; takeIds?: string[] },
  decided: { by?: string; reason?: string },
): Promise<Cancelled> {
  await context.book.takes.dropRetries({ id, ...defined({ takeIds }) });
  const takes = takeIds
    ? await context.book.takes.readMany({ takeIds })
    : await context.book.storyboards.takes({ id });
  const open = takes.filter(({ state }) => !isFinal(state));
  const goesOn: TakeRecord[] = [];
  const moved: LineTake[][] = [];
  let cancelled = 0;
  let final = takes.length - open.length;
  for (let start = 0; start < open.length; start += PAGE) {
    const takeIds = open.slice(start, start + PAGE).map(({ takeId }) => takeId);
    const reply = await context.book.takes.cancel({ takeIds, detail: decided });
    moved.push(reply.moved);
    cancelled += reply.cancelled.length;
    final += reply.final.length;
    goesOn.push(...(await readInOrder(context, reply.goesOn)));
  }
  await tellInPages(context, open[0]?.providerId ?? '', moved);
  return {
    cancelled,
    final,
    goesOn: goesOn.map((take) => viewGoingOn(take)),
    currency: context.money.currency,
    chargedCents: toCents(goesOn.reduce((sum, { spentMicros }) => sum + spentMicros, 0)),
    reservedCents: toCents(goesOn.reduce((sum, { reservedMicros = 0 }) => sum + reservedMicros, 0)),
  };
}

async function readInOrder({ book }: Pick<Context, 'book'>, takeIds: string[]): Promise<TakeRecord[]> {
  if (takeIds.length === 0) return [];
  const found = new Map((await book.takes.readMany({ takeIds })).map((take) => [take.takeId, take]));
  return takeIds.map((takeId) => found.get(takeId)).filter((take) => take !== undefined);
}

function viewGoingOn({ takeId, state, spentMicros, bought, reservedMicros }: TakeRecord): GoingOn {
  return {
    takeId,
    state,
    ...(spentMicros > 0 || bought > 0 ? { chargedCents: toCents(spentMicros) } : {}),
    ...(reservedMicros === undefined ? {} : { reservedCents: toCents(reservedMicros) }),
  };
}
