import { setTimeout as sleep } from 'node:timers/promises';

export interface EventuallyOptions {
  timeoutMs?: number;
  everyMs?: number;
}

/**
 * Repeats a check until it answers neither undefined, null nor false; returns that answer. A thrown error counts as
 * "not yet", so assertions are allowed.
 * @throws Error naming the last error or answer when the time is up.
 */
export async function eventually<Answer>(
  condition: () => Answer | Promise<Answer>,
  { timeoutMs = 10_000, everyMs = 25 }: EventuallyOptions = {},
): Promise<NonNullable<Exclude<Answer, false>>> {
  const deadline = performance.now() + timeoutMs;
  let failure: unknown;
  for (;;) {
    try {
      const answer = await condition();
      if (answer !== undefined && answer !== null && answer !== false) {
        return answer as NonNullable<Exclude<Answer, false>>;
      }
      failure = new Error(`The condition still answers ${String(answer)}`);
    } catch (error) {
      failure = error;
    }
    if (performance.now() >= deadline) {
      const why = failure instanceof Error ? failure.message : String(failure);
      throw new Error(`Not true within ${timeoutMs} ms: ${why}`, { cause: failure });
    }
    await sleep(everyMs);
  }
}
