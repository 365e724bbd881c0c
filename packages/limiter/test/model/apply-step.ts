import type { IsolationReason } from '@cineflow/contracts';
import type { ReferenceLane } from './reference-lane.ts';
import type { Answer, FullPolicy, Step } from './step.ts';

/** Applies one step to the model; returns the answer expected of Redis. */
export function applyStep(lane: ReferenceLane, step: Step): Answer {
  const now = step.at;
  lane.follow(now);
  switch (step.name) {
    case 'begin':
      lane.wakes.delete(step.take);
      return {};
    case 'stats':
      return statsOf(lane, now);
    case 'leave': {
      const released = lane.release(step.take);
      lane.line.stop(step.take);
      lane.line.flows.delete(step.take);
      return { ...lane.admit(now), released };
    }
    case 'wake-again':
      return wakeAgain(lane, Number(step.args[0]), now);
    default:
      change(lane, step, now);
      return lane.admit(now);
  }
}

type Change = Exclude<Step, { name: 'begin' | 'leave' | 'wake-again' }>;

function change(lane: ReferenceLane, step: Change, now: number): void {
  switch (step.name) {
    case 'wait':
      return lane.line.wait(step.take, step.flow, step.place);
    case 'accepted':
      return lane.accepted(step, now);
    case 'refused':
      return lane.refused(step, now);
    case 'mark-unconfirmed':
      if (step.counts) lane.error(step.take, now);
      return void lane.trying.delete(step.take);
    case 'polled':
      return lane.polled(step.failed, now);
    case 'configure':
      return configure(lane, step.args[0]);
    case 'control':
      return control(lane, step.args, now);
    default:
  }
}

/** A policy that was written before changes nothing: what a person set since then stays. */
function configure(lane: ReferenceLane, policy: string): void {
  if (policy !== lane.configured) lane.policy = JSON.parse(policy) as FullPolicy;
  lane.configured = policy;
}

function control(lane: ReferenceLane, [action, value, note]: [string, string, string], now: number): void {
  if (action === 'trip') lane.trip(now, 'manual');
  if (action === 'isolate') lane.isolate(value as IsolationReason, note);
  if (action === 'reopen') lane.reopen(value);
  if (action === 'maximum') lane.policy = { ...lane.policy, maximum: Number(value) };
  if (action === 'reset') lane.reset();
}

function wakeAgain(lane: ReferenceLane, ageMs: number, now: number): Answer {
  const { admitted = [], ...answer } = lane.admit(now);
  const lost = [...lane.wakes].filter(([, at]) => at <= now - ageMs);
  lost.sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1));
  for (const [take] of lost) lane.wakes.set(take, now);
  return { ...answer, admitted: [...admitted, ...lost.map(([take]) => take)] };
}

function statsOf(lane: ReferenceLane, now: number): Answer {
  const { capacity, breaker, nextChangeAt } = lane.capacity(now);
  const { maximum, degraded, caps } = lane.policy;
  const permits = (model: string) =>
    [...lane.permits.keys()].filter((take) => lane.line.flows.get(take)?.endsWith(`|${model}`)).length;
  return {
    now,
    capacity,
    breaker,
    maximum,
    degraded,
    inFlight: lane.permits.size,
    waiting: lane.line.waiting().length,
    consecutiveErrors: lane.counts.errors,
    failures: lane.counts.failures,
    models: Object.fromEntries(
      Object.entries(caps).map(([model, cap]) => [model, { maximum: cap, inFlight: permits(model) }]),
    ),
    ...(nextChangeAt === null ? {} : { nextChangeAt }),
    ...(lane.isolation === null
      ? {}
      : { isolation: lane.isolation.reason, isolationNote: lane.isolation.note }),
    ...(lane.tripped === null ? {} : { tripReason: lane.tripped.reason }),
    ...(lane.throttledUntil > now ? { throttledUntil: lane.throttledUntil } : {}),
    ...learnedOf(lane, now),
  };
}

function learnedOf({ learned }: ReferenceLane, now: number): { learnedLimit?: number } {
  if (learned === null) return {};
  const stepMs = 10_000 * 2 ** Math.min(learned.refusals, 5);
  return { learnedLimit: learned.limit + Math.max(0, Math.floor((now - learned.at) / stepMs)) };
}
