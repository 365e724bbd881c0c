import type { Context } from '../context.ts';
import type { LaneView } from '../views/lane-view.ts';

/** What the takes of a provider wait for at this moment. */
export async function readLane(
  { lane, ledger }: Pick<Context, 'lane' | 'ledger'>,
  provider: string,
): Promise<LaneView> {
  const [stats, { open }] = await Promise.all([lane(provider).stats(), ledger.epoch()]);
  return open ? stats : { ...stats, isRecovering: true };
}
