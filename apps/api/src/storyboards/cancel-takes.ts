import type { TakeRecord } from '@cineflow/book';
import type { Cancelled } from '@cineflow/contracts';
import { isFinal, toCents } from '@cineflow/core';
import type { Context } from '../context.ts';
import { PAGE } from './queued-pages.ts';

/** Cancels takes of one provider, page by page; doing it again finishes what was interrupted. */
export async function cancelTakes(
  context: Context,
  takes: readonly TakeRecord[],
  decided: { by?: string; reason?: string },
): Promise<Cancelled> {
  const open = takes.filter(({ state }) => !isFinal(state));
  const answer: Cancelled = {
    cancelled: 0,
    final: takes.length - open.length,
    goesOn: [],
    currency: context.settings.book.currency,
    chargedCents: 0,
    reservedCents: 0,
  };
  for (let start = 0; start < open.length; start += PAGE) {
    await cancelSome(context, { takes: open.slice(start, start + PAGE), decided, answer });
  }
  return answer;
}

async function cancelSome(
  { book, followUp }: Context,
  {
    takes,
    decided,
    answer,
  }: { takes: readonly TakeRecord[]; decided: { by?: string; reason?: string }; answer: Cancelled },
): Promise<void> {
  const takeIds = takes.map(({ takeId }) => takeId);
  const reply = await book.takes.cancel({ takeIds, detail: decided });
  await followUp(takes[0]?.providerId ?? '', { moved: reply.moved });
  answer.cancelled += reply.cancelled.length;
  answer.final += reply.final.length;
  if (reply.goesOn.length === 0) return;
  const going = new Map(
    (await book.takes.readMany({ takeIds: reply.goesOn })).map((take) => [take.takeId, take]),
  );
  for (const takeId of reply.goesOn) {
    const take = going.get(takeId);
    if (take !== undefined) addGoingOn(answer, take);
  }
}

function addGoingOn(
  answer: Cancelled,
  { takeId, state, spentMicros, bought, reservedMicros }: TakeRecord,
): void {
  const chargedCents = toCents(spentMicros);
  const reservedCents = toCents(reservedMicros ?? 0);
  answer.chargedCents += chargedCents;
  answer.reservedCents += reservedCents;
  answer.goesOn.push({
    take: takeId,
    state,
    ...(spentMicros > 0 || bought > 0 ? { chargedCents } : {}),
    ...(reservedMicros === undefined ? {} : { reservedCents }),
  });
}
