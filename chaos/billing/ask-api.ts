import { setTimeout as sleep } from 'node:timers/promises';
import type { BillingFixture } from './fixture.ts';

const RETRY_MS = 150;
/** Book and API may be away repeatedly; a client that gives up here loses nothing. */
const PATIENCE_MS = 180_000;
/** In progress under the same key. */
const PASSING = new Set([409]);

/** Requests like a patient client: repeats while the API is down or not ready, until `untilMs`. */
export async function askApi<T>(
  fixture: BillingFixture,
  path: string,
  options: RequestInit & { untilMs?: number } = {},
): Promise<T> {
  const { untilMs = performance.now() + PATIENCE_MS, ...request } = options;
  let last = '';
  for (;;) {
    try {
      const answer = await fetch(fixture.apiUrl + path, { ...request, signal: AbortSignal.timeout(10_000) });
      const text = await answer.text();
      if (answer.ok) return JSON.parse(text) as T;
      last = `${answer.status} ${text}`;
      // Unavailability is 503; a 500 is a bug.
      if (answer.status === 500) fixture.oddities.push(`${path}: ${last}`);
      if (answer.status < 500 && !PASSING.has(answer.status))
        throw new Refused(`${path}: ${answer.status} ${text}`);
    } catch (error) {
      if (error instanceof Refused) throw error;
      last = String(error);
    }
    if (performance.now() > untilMs) throw new Error(`${path}: no answer in time, at last ${last}`);
    await sleep(RETRY_MS);
  }
}

/** Content unavailable for this long counts as lost. */
const LOST_AFTER_MS = 20_000;

/** Content of an address, or null if it is lost. */
export async function lookFor<T>(fixture: BillingFixture, path: string): Promise<T | null> {
  const untilMs = performance.now() + LOST_AFTER_MS;
  return askApi<T>(fixture, path, { untilMs }).catch(() => null);
}

class Refused extends Error {}
