import { readTakes } from '../clips/read-takes.ts';
import type { Stack } from '../stack/start-stack.ts';

/** Resets the bill if the book is new: its takes of an earlier run are unknown. */
export async function forgetOldBill({ apiUrl, sandboxUrl }: Stack): Promise<void> {
  if ((await readTakes(apiUrl)).length > 0) return;
  const answer = await fetch(`${sandboxUrl}/bill/reset`, { method: 'POST' });
  await answer.body?.cancel();
}
