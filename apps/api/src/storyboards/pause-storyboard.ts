import type { StoryboardRecord } from '@cineflow/ledger';
import type { Context } from '../context.ts';
import { demandWholeLedger, isCompared } from './demand-whole-ledger.ts';
import { noteStop } from './note-stop.ts';

const CHUNK = 200;

/** Pauses or resumes a storyboard. What dies half-way is finished by upkeep, or by doing it once more. */
export async function holdStoryboard(
  context: Context,
  { id, provider, finishedAt, heldAt = 0 }: StoryboardRecord,
  action: 'pause' | 'resume',
): Promise<void> {
  await demandWholeLedger(context);
  // Else a retry of one of its takes would wait for somebody to resume what nobody remembers to be paused.
  if (action === 'pause' && finishedAt !== undefined) return;
  // Later than what it replaces, even where the clock of Redis was set back.
  const at = Math.max(await context.ledger.timeMs(), heldAt + 1);
  await noteStop(context, [{ kind: 'held', at, id, isPaused: action === 'pause' }]);
  const lane = context.ledger.lane(provider);
  const takes = (await context.ledger.storyboardTakes(id)).filter(({ state }) => state === 'queued');
  for (let start = 0; start === 0 || start < takes.length; start += CHUNK) {
    const some = takes.slice(start, start + CHUNK).map((take) => take.id);
    const reply = await lane.hold(action, id, some, { at });
    if (reply.barrier) throw isCompared();
    await context.doorbell(provider, reply);
  }
}
