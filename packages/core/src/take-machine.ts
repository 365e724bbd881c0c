import { FINAL_TAKE_STATES, type TakeState } from '@cineflow/contracts';

/**
 * Events of a take. begin: an attempt starts · accept: the provider has the operation · requeue: proved that nothing
 * was accepted · mark-unconfirmed: the outcome of a create is unknown · refuse: rejected for good, or given up by a
 * person · mark-overdue: the render passed its limit · render: the operation finished · fail: the operation failed ·
 * store: the clip is stored · reuse: a stored clip of the same content is used · cancel · retry: a person orders it
 * again.
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
 * The whole state machine as data. Every step of the book is checked against this table. `accept` is legal from
 * `queued`, `failed` and `cancelled` too: it is a fact. Refusing it would lose a paid clip.
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

/** The state after `event`, or null if `state` does not allow it. */
export function nextState(state: TakeState, event: TakeEvent): TakeState | null {
  return TRANSITIONS[state][event] ?? null;
}

/** True for states that only an explicit retry or a late acceptance leaves. */
export function isFinal(state: TakeState): boolean {
  return (FINAL_TAKE_STATES as readonly TakeState[]).includes(state);
}
