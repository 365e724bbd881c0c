import { createHash } from 'node:crypto';
import type { Shot } from '@cineflow/contracts';

/** The Idempotency-Key of a retry: what failed is bought once more only once, whatever happens to the answer. */
export function retryKey(id: string, state: 'failed' | 'cancelled', shots: readonly Shot[]): string {
  const takes = shots.flatMap((shot) => shot.takes).filter((take) => take.state === state);
  const names = takes.map(({ takeId, attempts, finishedAt }) => `${takeId} ${attempts} ${finishedAt}`);
  return `retry-${createHash('sha256')
    .update([id, state, ...names].join('\n'))
    .digest('hex')}`;
}
