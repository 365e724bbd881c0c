import type { Clip } from '@cineflow/contracts';
import { toOperation } from '@cineflow/core';
import { CollectError } from '@cineflow/storage';
import type { Account } from '../accounts.ts';
import type { WorkerContext } from '../context.ts';
import { pollForClip } from './find-output.ts';
import { receiveClip } from './receive-clip.ts';

/**
 * Fetches a lost or damaged clip from the provider once more: it is paid. Null if the provider has dropped it.
 * @throws CollectError if that is unknown at the moment
 */
export async function fetchAgain(
  context: WorkerContext,
  account: Account,
  { maker, damaged }: { maker: string; damaged: Clip },
): Promise<Clip | null> {
  const take = await context.book.takes.read({ takeId: maker });
  if (take?.operationId === undefined) return null;
  const outcome = await pollForClip(account, toOperation({ ...take, operationId: take.operationId }));
  if (outcome.kind === 'error') throw new CollectError('network', outcome.message);
  if (outcome.kind !== 'completed') return null;
  try {
    const clip = await receiveClip(context, account.provider, { take, output: outcome.output });
    await context.book.contents.replace({ takeId: maker, damaged, clip });
    return clip;
  } catch (error) {
    // A fresh link that leads to no clip: the operation is there, its clip is not.
    if (error instanceof CollectError && ['link-dead', 'wrong-content'].includes(error.kind)) return null;
    throw error;
  }
}
