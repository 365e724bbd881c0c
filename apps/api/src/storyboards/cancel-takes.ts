import type { Cancelled, StopRequest } from '@cineflow/contracts';
import { isFinal } from '@cineflow/core';
import type { TakeRecord } from '@cineflow/ledger';
import type { Context } from '../context.ts';
import { CURRENCY } from '../money/price-order.ts';
import { demandWholeLedger, isCompared } from './demand-whole-ledger.ts';
import { noteStop } from './note-stop.ts';

/** Takes of one step, so that no step holds Redis up. */
const CHUNK = 200;

/** Cancels takes of one provider; the journal knows of it first. */
export async function cancelTakes(
  context: Context,
  takes: readonly TakeRecord[],
  request: StopRequest,
): Promise<Cancelled> {
  await demandWholeLedger(context);
  const open = takes.filter(({ state }) => !isFinal(state));
  const at = await context.ledger.timeMs();
  const entries = open.map(
    ({ id: take, lane: provider, attempt }) => ({ kind: 'cancelled', at, provider, take, attempt }) as const,
  );
  await noteStop(context, entries);
  const answer: Cancelled = {
    cancelled: 0,
    final: takes.length - open.length,
    goesOn: [],
    currency: CURRENCY,
    chargedCents: 0,
    reservedCents: 0,
  };
  for (let start = 0; start < open.length; start += CHUNK) {
    await cancelSome(context, { takes: open.slice(start, start + CHUNK), request, answer });
  }
  return answer;
}

async function cancelSome(
  context: Context,
  { takes, request, answer }: { takes: readonly TakeRecord[]; request: StopRequest; answer: Cancelled },
): Promise<void> {
  const provider = takes[0]?.lane ?? '';
  const ids = takes.map(({ id }) => id);
  const reply = await context.ledger.lane(provider).cancel(ids, request);
  if (reply.barrier) throw isCompared();
  // Upkeep repeats a ring that got lost; a cancelled take's job only ends by it.
  await context.doorbell(provider, reply).catch((error: unknown) => {
    context.logger.warn({ err: error }, 'doorbell was not rung');
  });
  answer.cancelled += reply.cancelled.length;
  answer.final += reply.final.length;
  for (const id of reply.goesOn) {
    const take = await context.ledger.take(id);
    if (take !== null) addGoingOn(answer, take);
  }
}

function addGoingOn(answer: Cancelled, { id, state, costCents, reservedCents }: TakeRecord): void {
  answer.chargedCents += costCents ?? 0;
  answer.reservedCents += reservedCents ?? 0;
  answer.goesOn.push({
    take: id,
    state,
    ...(costCents === undefined ? {} : { chargedCents: costCents }),
    ...(reservedCents === undefined ? {} : { reservedCents }),
  });
}
