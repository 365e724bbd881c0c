import { rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Slot } from './fixture.ts';

/** Maximum wait for a transaction of an idle process, ms. */
const STOP_MAX_MS = 2000;

/** Kills and restarts a process; false if a fault is already active. */
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

/** Moves the wall clock of a process until it restarts. */
export function jumpClock(slot: Slot, ms: number): Promise<boolean> {
  return alone(slot, async () => {
    await writeFile(slot.jumpFile, String(ms));
    await slot.process.kill('SIGUSR2');
    return true;
  });
}

/** Freezes a process in an open transaction; then it resumes, or dies. */
export function freezeInTransaction(slot: Slot, ms: number, dies: boolean): Promise<boolean> {
  return alone(slot, async () => {
    const stops = () => slot.process.lines().filter((line) => line.startsWith('{"chaos":"stopped"')).length;
    const before = stops();
    await writeFile(slot.stopFile, '');
    const until = performance.now() + STOP_MAX_MS;
    while (stops() === before && performance.now() < until) await sleep(20);
    await rm(slot.stopFile, { force: true });
    // It may have read the file just before its removal.
    await sleep(100);
    if (stops() === before) return false;
    await sleep(ms);
    if (dies) await slot.process.kill('SIGKILL');
    await slot.process.kill('SIGCONT');
    if (dies) await startAgain(slot);
    return true;
  });
}

/** Restarts a process until it starts, like a supervisor: Redis or the book may be away. */
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
