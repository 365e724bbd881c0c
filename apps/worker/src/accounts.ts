import { renderTimes, type RenderTimes } from '@cineflow/core';
import type { LaneLedger, Ledger } from '@cineflow/ledger';
import { createLane, laneKey, type Lane } from '@cineflow/limiter';
import type { Provider } from '@cineflow/providers';
import type { Redis } from 'ioredis';

/** One provider account: who is asked, who may be asked now, and what was asked. */
export interface Account {
  provider: Provider;
  lane: Lane;
  ledger: LaneLedger;
  /** How long recent renders of a model took; remembered for a moment. */
  renderTimes: (model: string) => Promise<RenderTimes | null>;
  /** Until then (performance.now) this process does not poll by list, because the list was of no use. */
  lists: { pausedUntil: number };
}

const REMEMBER_MS = 2000;

/** The accounts of this installation by provider id. */
export function createAccounts(
  redis: Redis,
  prefix: string,
  parts: { ledger: Ledger; providers: readonly Provider[] },
): ReadonlyMap<string, Account> {
  return new Map(
    parts.providers.map((provider) => {
      const ledger = parts.ledger.lane(provider.id);
      const lane = createLane(redis, laneKey(prefix, provider.id));
      const renderTimes = rememberRenderTimes(ledger);
      return [provider.id, { provider, lane, ledger, renderTimes, lists: { pausedUntil: 0 } }];
    }),
  );
}

function rememberRenderTimes(ledger: LaneLedger): Account['renderTimes'] {
  const known = new Map<string, { at: number; times: Promise<RenderTimes | null> }>();
  return (model) => {
    const remembered = known.get(model);
    if (remembered && performance.now() - remembered.at < REMEMBER_MS) return remembered.times;
    const times = ledger.renderDurations(model).then(renderTimes);
    known.set(model, { at: performance.now(), times });
    return times;
  };
}

/** One take in this many is polled early, to notice a provider that became faster. */
const SCOUT_EVERY = 10;

/** True for the few takes that are polled early; the same take gives the same answer on every worker. */
export function isScout(take: string): boolean {
  let sum = 0;
  for (const character of take) sum = (sum * 31 + character.charCodeAt(0)) % 9973;
  return sum % SCOUT_EVERY === 0;
}
