/** Thread that sends ordinary requests until it is told to stop, then tells how long their answers took. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

export interface Good {
  requests: number;
  failed: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
}

const EVERY_MS = 20;

async function ask(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/v1/storyboards?limit=1`);
  return (await answer.text()) !== '' && answer.ok;
}

const stopping = new AbortController();
parentPort?.once('message', () => stopping.abort());
const elapsed: number[] = [];
let failed = 0;
while (!stopping.signal.aborted) {
  const began = performance.now();
  if (!(await ask(String(workerData)).catch(() => false))) failed += 1;
  elapsed.push(performance.now() - began);
  await sleep(EVERY_MS);
}
elapsed.sort((one, other) => one - other);
const at = (share: number) => Math.round(elapsed[Math.floor((elapsed.length - 1) * share)] ?? 0);
const good: Good = { requests: elapsed.length, failed, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
parentPort?.postMessage(good);
