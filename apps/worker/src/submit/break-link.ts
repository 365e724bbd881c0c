import { PARKED_MS, type StepResult } from '@cineflow/queue';
import type { TakeStep } from './take-step.ts';

/** The shot that a take continues has no clip: the take fails unpaid, is made without the frame, or waits. */
export async function breakLink({ context, account, step }: TakeStep): Promise<StepResult> {
  const { takeId } = step.data;
  const { provider, line } = account;
  const { verdict, moved } = await context.book.takes.breakLink({ takeId });
  await step.log(`the shot before has no clip: ${verdict}`);
  const providerId = moved.find((row) => row.takeId === takeId)?.providerId ?? provider.id;
  if (providerId !== provider.id) {
    await context.wake(provider.id, await line.leave({ takeIds: [takeId] }));
  }
  const admitted = await context.followUp(providerId, { moved });
  // A take that waits is woken by the retry of that shot.
  const isDue = verdict !== 'waiting' || admitted.includes(takeId);
  return { kind: 'park', ms: isDue ? 0 : PARKED_MS };
}
