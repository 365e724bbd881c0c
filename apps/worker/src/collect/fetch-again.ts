import type { Film } from '@cineflow/contracts';
import { toOperation } from '@cineflow/core';
import { CollectError } from '@cineflow/storage';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';
import { receiveClip } from './receive-clip.ts';

const POLL_TIMEOUT_MS = 15_000;

/**
 * A stored film is gone or damaged: it is paid, and the provider may still have it. Answers the film that is stored in
 * its place, or null where the provider has it no more.
 * @throws CollectError where that cannot be known, or kept, at the moment
 */
export async function fetchAgain(
  context: WorkerContext,
  { provider }: Account,
  { maker, damaged }: { maker: string; damaged: Film },
): Promise<Film | null> {
  const take = await context.book.takes.read({ takeId: maker });
  if (take?.operationId === undefined) return null;
  const { operationId, operationRef } = take;
  const outcome = await provider.poll(toOperation({ operationId, operationRef }), {
    timeoutMs: POLL_TIMEOUT_MS,
  });
  if (outcome.kind === 'error') throw new CollectError('network', outcome.message);
  if (outcome.kind !== 'completed') return null;
  try {
    const clip = await receiveClip(context, provider, { take, output: outcome.output });
    await context.book.contents.replace({ takeId: maker, damaged, clip });
    return clip;
  } catch (error) {
    // A fresh link that leads to no film: the operation is there, its film is not.
    if (error instanceof CollectError && ['link-dead', 'wrong-content'].includes(error.kind)) return null;
    throw error;
  }
}
