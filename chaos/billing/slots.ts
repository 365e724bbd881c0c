import { rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Slot } from './fixture.ts';

/** A process that has nothing to do may write nothing for so long, ms. */
const STOP_MAX_MS = 2000;

/** Kills a process and starts it again; false where a fault is being injected already. */
export function kill(slot: Slot): Promise<boolean> {
  return alone(slot, async () => {
    await slot.process.kill('SIGKILL');
    await startAgain(slot);
    return true;
  });
}

/** Freezes a process for a while. */
export function freeze(slot: Slot, ms: number): Promise<boolean> {
  return alone(slot, async () => {
    await slot.process.kill('SIGSTOP');
    await sleep(ms);
    await slot.process.kill('SIGCONT');
    return true;
  });
}

/** Lets the wall clock of a process jump; it stays so until the process starts again. */
export function jumpClock(slot: Slot, ms: number): Promise<boolean> {
  return alone(slot, async () => {
    await writeFile(slot.jumpFile, String(ms));
    await slot.process.kill('SIGUSR2');
    return true;
  });
}

/** Freezes a process while it holds a transaction of the book open; afterwards it goes on, or dies. */
export function freezeInTransaction(slot: Slot, ms: number, dies: boolean): Promise<boolean> {
  return alone(slot, async () => {
    const stops = () => slot.process.lines().filter((line) => line.startsWith('{"chaos":"stopped"')).length;
    const before = stops();
    await writeFile(slot.stopFile, '');
    const until = performance.now() + STOP_MAX_MS;
    while (stops() === before && performance.now() < until) await sleep(20);
    await rm(slot.stopFile, { force: true });
    // It may have read the file a moment before it was removed.
    await sleep(100);
    if (stops() === before) return false;
    await sleep(ms);
    if (dies) await slot.process.kill('SIGKILL');
    await slot.process.kill('SIGCONT');
    if (dies) await startAgain(slot);
    return true;
  });
}

/** Redis or the book may be away; a process that cannot start yet is started again, as a supervisor does. */
export async function startAgain(slot: Slot): Promise<void> {
  for (;;) {
    try {
      slot.process = await slot.start();
      return;
    } catch (error) {
      if (String(error).includes('chaos:')) throw error;
      await sleep(200);
    }
  }
}

async function alone(slot: Slot, fault: () => Promise<boolean>): Promise<boolean> {
  if (slot.busy) return false;
  slot.busy = true;
  try {
    return await fault();
  } finally {
    slot.busy = false;
  }
}
