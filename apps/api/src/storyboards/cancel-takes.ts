import type { TakeRecord } from '@cineflow/book';
import type { Cancelled } from '@cineflow/contracts';
import { isFinal, toCents } from '@cineflow/core';
import type { Context } from '../context.ts';
import { PAGE } from './queued-pages.ts';

type GoingOn = Cancelled['goesOn'][number];

/** Cancels takes, page by page; doing it again finishes what was interrupted. */
export async function cancelTakes(
  context: Context,
  takes: readonly TakeRecord[],
  decided: { by?: string; reason?: string },
): Promise<Cancelled> {
  const open = takes.filter(({ state }) => !isFinal(state));
  const goesOn: TakeRecord[] = [];
  let cancelled = 0;
  let final = takes.length - open.length;
  for (let start = 0; start < open.length; start += PAGE) {
    const takeIds = open.slice(start, start + PAGE).map(({ takeId }) => takeId);
    const reply = await context.book.takes.cancel({ takeIds, detail: decided });
    await context.followUp(open[start]?.providerId ?? '', { moved: reply.moved });
    cancelled += reply.cancelled.length;
    final += reply.final.length;
    goesOn.push(...(await readInOrder(context, reply.goesOn)));
  }
  return {
    cancelled,
    final,
    goesOn: goesOn.map((take) => viewGoingOn(take)),
    currency: context.settings.book.currency,
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
    take: takeId,
    state,
    ...(spentMicros > 0 || bought > 0 ? { chargedCents: toCents(spentMicros) } : {}),
    ...(reservedMicros === undefined ? {} : { reservedCents: toCents(reservedMicros) }),
  };
}
