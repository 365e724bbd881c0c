import type { WorkerContext } from '../context.ts';

/**
 * Lets no new take be submitted while there is no room to keep its film, and lets them go on when there is. Films on
 * their way still have the reserve: submits stop at twice of it.
 */
export async function watchStorage(context: WorkerContext): Promise<void> {
  const { reserveBytes } = context.settings.storage;
  if (await context.store.hasRoom(reserveBytes)) await setStorage(context, 'room');
  else await holdSubmits(context);
}

/** Lets nothing new be submitted until `watchStorage` finds room. */
export async function holdSubmits(context: WorkerContext): Promise<void> {
  await setStorage(context, 'full');
}

async function setStorage(context: WorkerContext, state: 'full' | 'room'): Promise<void> {
  for (const { provider, lane } of context.accounts.values()) {
    const isFull = (await lane.stats()).storageFull ?? false;
    if (isFull === (state === 'full')) continue;
    await context.doorbell(provider.id, await lane.setStorage(state));
    const facts = { provider: provider.id, metric: 'storage_full', value: state === 'full' ? 1 : 0 };
    if (state === 'full') context.log.error(facts, 'the store is nearly full: submits and collects wait');
    else context.log.info(facts, 'there is room in the store again: submits and collects go on');
  }
}
