import { FINAL_TAKE_STATES, type TakeState } from '@cineflow/contracts';

/**
 * What can happen to a take.
 * begin: an attempt starts · accept: the provider has it, or it was found there · requeue: proved that
 * nothing was accepted · mark-unconfirmed: the outcome of a create is unknown · refuse: a final no, or given up
 * by a person · mark-overdue: the render passed its limit · render: the operation finished · fail: the operation failed
 * · store: the clip is kept · reuse: the same clip was stored before · cancel · retry: a person asks again.
 */
export type TakeEvent =
  | 'begin'
  | 'accept'
  | 'requeue'
  | 'mark-unconfirmed'
  | 'refuse'
  | 'mark-overdue'
  | 'render'
  | 'fail'
  | 'store'
  | 'reuse'
  | 'cancel'
  | 'retry';

/**
 * The whole state machine as data. Every step of the book asks this table, so no move is made that is not in it.
 *
 * `accept` is legal from `queued` and `cancelled` too: a report that the provider took a create is a fact,
 * and refusing it because it comes late would lose a paid clip.
 */
export const TRANSITIONS: Readonly<Record<TakeState, Readonly<Partial<Record<TakeEvent, TakeState>>>>> = {
  queued: {
    begin: 'submitting',
    accept: 'rendering',
    reuse: 'reused',
    refuse: 'failed',
    cancel: 'cancelled',
  },
  submitting: { accept: 'rendering', requeue: 'queued', 'mark-unconfirmed': 'unconfirmed', refuse: 'failed' },
  unconfirmed: { accept: 'rendering', requeue: 'queued', refuse: 'failed' },
  rendering: { 'mark-overdue': 'overdue', render: 'collecting', fail: 'failed' },
  overdue: { render: 'collecting', fail: 'failed' },
  collecting: { store: 'completed', fail: 'failed' },
  completed: {},
  reused: {},
  failed: { retry: 'queued', accept: 'rendering' },
  cancelled: { retry: 'queued', accept: 'rendering' },
};

/** The state after `event`, or null where the event is not allowed in `state`. */
export function nextState(state: TakeState, event: TakeEvent): TakeState | null {
  return TRANSITIONS[state][event] ?? null;
}

/** True for a state a take leaves only by an explicit retry, or by a late report that it was accepted. */
export function isFinal(state: TakeState): boolean {
  return (FINAL_TAKE_STATES as readonly TakeState[]).includes(state);
}
