import type { Wait } from '@cineflow/core';
import type { WaitReason } from '@cineflow/contracts';
import { isoTime } from './iso-time.ts';

const WORDS: Readonly<Record<WaitReason, string>> = {
  permit: 'waits for a permit: all there are at the moment are in use',
  breaker: 'waits for a permit: the provider failed, so fewer go out for a while',
  rate: 'waits because the provider asked for a pause',
  budget: 'waits for money: its price does not fit into the budget',
  balance: 'waits for money: the account at the provider is too empty',
  auth: 'waits for a good key: the provider refuses this one',
  paused: 'waits for a person, who stopped the storyboard or the provider',
  worker: 'waits for a worker: none is running, or none has its provider',
  address: 'waits for a good address: nothing of the provider answers at this one',
  download: 'waits until its clip can be fetched',
  provider: 'is rendered by the provider',
  dependency: 'waits for the clip of another take: one with the same content, or the shot it continues',
  unconfirmed: 'waits until it is known whether its create was accepted; it is not sent again before that',
  storage: 'waits for room: the store or the book is full, or cannot be reached',
  recovery: 'waits until Redis is there and was told what the book knows, as after each start of it',
};

/** Known times of a take; Redis times in ms. */
export interface Outlook {
  wait: Wait;
  place?: number | null;
  eta?: number | null;
  etaLate?: number | null;
}

/** One line on why a take does not move, its position and its expected end. */
export function describeWait({ wait, place, eta, etaLate }: Outlook): string {
  const parts = [
    WORDS[wait.reason] + (wait.detail === undefined ? '' : ` (${wait.detail})`),
    ...(wait.untilMs === undefined ? [] : [`until ${isoTime(wait.untilMs)}`]),
    ...(place ? [`number ${place} in line`] : []),
    ...(eta ? [`expected ${isoTime(eta)}${etaLate ? `, at worst ${isoTime(etaLate)}` : ''}`] : []),
  ];
  return `now: ${parts.join(' · ')}`;
}
