import { CollectError } from '@cineflow/storage';
import type { WorkerContext } from '../context.ts';

const FULL = 'The store is nearly full';

/** Stops submits below twice the storage reserve and resumes them above. Running takes still have the reserve. */
export async function watchStorage(context: WorkerContext): Promise<void> {
  const problem = await problemOfStore(context);
  if (problem === null) await setStorage(context, 'room');
  else await suspendSubmits(context, problem);
}

/** Stops submits until `watchStorage` finds room. */
export async function suspendSubmits(context: WorkerContext, problem: string): Promise<void> {
  await setStorage(context, 'full', problem);
}

async function problemOfStore({ store, settings }: WorkerContext): Promise<string | null> {
  try {
    return (await store.hasRoom(settings.storage.reserveBytes)) ? null : FULL;
  } catch (error) {
    if (error instanceof CollectError) return error.message;
    throw error;
  }
}

async function setStorage(context: WorkerContext, state: 'full' | 'room', problem?: string): Promise<void> {
  for (const { provider, lane } of context.accounts.values()) {
    const isFull = (await lane.stats()).storageFull ?? false;
    if (isFull === (state === 'full')) continue;
    await context.wake(provider.id, await lane.setStorage(state));
    const facts = {
      providerId: provider.id,
      metric: 'storage_full',
      value: state === 'full' ? 1 : 0,
      problem,
    };
    if (state === 'full') context.log.error(facts, 'the store takes no clips: submits and collects wait');
    else context.log.info(facts, 'there is room in the store again: submits and collects go on');
  }
}
