import { readTakes } from '../clips/read-takes.ts';
import type { Stack } from '../stack/start-stack.ts';

/** Where the book is new, the bill of an earlier run has no takes to be held against: it starts anew. */
export async function forgetOldBill({ apiUrl, sandboxUrl }: Stack): Promise<void> {
  if ((await readTakes(apiUrl)).length > 0) return;
  const answer = await fetch(`${sandboxUrl}/bill/reset`, { method: 'POST' });
  await answer.body?.cancel();
}
