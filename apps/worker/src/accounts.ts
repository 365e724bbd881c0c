import { renderTimes, type RenderTimes } from '@cineflow/core';
import type { Lane, Line } from '@cineflow/limiter';
import { createQuestions, type Platform, type Questions } from '@cineflow/platform';
import type { Provider } from '@cineflow/providers';
import { FIRST_PACE, type SearchPace } from './maintenance/search-pace.ts';

/** One provider account: its adapter, its lane and its takes in Redis. */
export interface Account {
  provider: Provider;
  lane: Lane;
  line: Line;
  questions: Questions;
  /** How long recent renders of a kind took; remembered for a moment. */
  renderTimes: (kind: string) => Promise<RenderTimes | null>;
  /** Polling by list: paused until then (performance.now) in this process; operations last polled as ended. */
  lists: { pausedUntil: number; ended: readonly string[] };
  /** Observed lag of the provider's list, ms, and when it was observed (performance.now). */
  lag: { ms: number; seenAt: number };
  /** The search for operations of unconfirmed attempts. */
  search: SearchPace;
  /** The probes of an isolated account, likewise (performance.now). */
  probe: { nextAt: number; pauseMs: number };
  /** The charge log: whether a refund is looked for, the next reading (performance.now), what was told of attempts. */
  charges: { isDue: boolean; nextAt: number; told: Map<string, string> };
  /** The rounds that price takes ordered without a price (performance.now). */
  pricing: { nextAt: number; pauseMs: number };
  /** Resolves after this process asked the account a free question; nothing is sent before. */
  checked: Promise<void>;
}

const REMEMBER_MS = 2000;

/** The accounts of this installation, by provider id. */
export function createAccounts(
  providers: readonly Provider[],
  { lane, line: lineOf, wake, settings }: Pick<Platform, 'lane' | 'line' | 'wake' | 'settings'>,
): ReadonlyMap<string, Account> {
  return new Map(
    providers.map((provider) => {
      const { id: providerId } = provider;
      const line = lineOf(providerId);
      const { maxPerSecond: perSecond } = settings.poll;
      const account = {
        provider,
        lane: lane(providerId),
        line,
        questions: createQuestions(line, { providerId, perSecond, wake }),
        renderTimes: rememberRenderTimes(line),
        lists: { pausedUntil: 0, ended: [] },
        lag: { ms: 0, seenAt: 0 },
        search: FIRST_PACE,
        probe: { nextAt: 0, pauseMs: 0 },
        charges: { isDue: false, nextAt: 0, told: new Map<string, string>() },
        pricing: { nextAt: 0, pauseMs: 0 },
        checked: Promise.resolve(),
      };
      return [providerId, account];
    }),
  );
}

function rememberRenderTimes(line: Line): Account['renderTimes'] {
  const known = new Map<string, { at: number; times: Promise<RenderTimes | null> }>();
  return (kind) => {
    const remembered = known.get(kind);
    if (remembered && performance.now() - remembered.at < REMEMBER_MS) return remembered.times;
    const times = line.renderDurations(kind).then(renderTimes);
    known.set(kind, { at: performance.now(), times });
    return times;
  };
}

/** One in this many takes is polled early, to notice a faster provider. */
const EARLY_EVERY = 10;

/** True for the takes that are polled early; the same on every worker. */
export function isPolledEarly(takeId: string): boolean {
  let sum = 0;
  for (const character of takeId) sum = (sum * 31 + character.charCodeAt(0)) % 9973;
  return sum % EARLY_EVERY === 0;
}
