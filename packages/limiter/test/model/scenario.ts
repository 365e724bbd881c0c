import { applyStep } from './apply-step.ts';
import type { Event } from './events.ts';
import { ReferenceLane } from './reference-lane.ts';
import type { Answer, FullPolicy, Step } from './step.ts';

const START = 1_700_000_000_000;

/** Steps, and what the model says to each; made by letting events happen to the model. */
export interface Scenario {
  steps: Step[];
  answers: Answer[];
  lane: ReferenceLane;
}

/**
 * Applies events to a model and checks it after each: no permit above the capacity, no usable permit left free.
 * @throws Error naming the bad step
 */
export function playScenario(policy: FullPolicy, events: readonly Event[]): Scenario {
  const lane = new ReferenceLane(policy);
  const scenario: Scenario = { steps: [], answers: [], lane };
  const cast = new Cast(lane);
  let now = START;
  const play = (step: Step): void => {
    scenario.steps.push(step);
    const answer = applyStep(lane, step);
    scenario.answers.push(answer);
    checkSound(lane, step, answer);
  };
  play({ at: now, name: 'configure', args: [JSON.stringify(policy)] });
  for (const event of events) {
    if (event.kind === 'time') now += event.ms;
    else for (const step of cast.stepsOf(event, now)) play(step);
  }
  play({ at: now, name: 'admit' });
  play({ at: now, name: 'stats' });
  return scenario;
}

function checkSound(lane: ReferenceLane, step: Step, answer: Answer): void {
  if (step.name === 'stats' || step.name === 'begin') return;
  const { admitted = [] } = answer;
  const { capacity } = lane.capacity(step.at);
  const fresh = step.name === 'wake-again' ? 0 : admitted.length;
  if (fresh > 0 && lane.permits.size > capacity) throw new Error(`overshoot after ${JSON.stringify(step)}`);
  if (fresh < 100 && lane.isIdle(step.at)) throw new Error(`a free permit after ${JSON.stringify(step)}`);
}

/** The takes of a scenario, and which of them an event can happen to. */
class Cast {
  private readonly lane: ReferenceLane;
  private readonly flows = new Map<string, string>();
  private readonly lost = new Set<string>();

  constructor(lane: ReferenceLane) {
    this.lane = lane;
  }

  stepsOf(event: Exclude<Event, { kind: 'time' }>, at: number): Step[] {
    switch (event.kind) {
      case 'post':
        return this.post(event, at);
      case 'admit':
      case 'stats':
        return [{ at, name: event.kind }];
      case 'polled':
        return [{ at, name: 'polled', failed: event.failed }];
      case 'wake-again':
        return [{ at, name: 'wake-again', args: [String(event.ageMs)] }];
      case 'control':
        return [{ at, name: 'control', args: [event.action, event.value, 'a note'] }];
      case 'configure':
        return [{ at, name: 'configure', args: [JSON.stringify(event.policy)] }];
      default: {
        const take = this.choose(event);
        return take === undefined ? [] : [this.takeStep(event, take, at)];
      }
    }
  }

  private post(event: Event & { kind: 'post' }, at: number): Step[] {
    return Array.from({ length: event.takes }, () => {
      const take = `t${this.flows.size}`;
      const flow = `s${event.storyboard}|${event.weight}|${event.model}`;
      this.flows.set(take, flow);
      return { at, name: 'wait', take, flow, place: this.flows.size };
    });
  }

  private takeStep(event: Event & { pick: number }, take: string, at: number): Step {
    const flow = this.flows.get(take) as string;
    switch (event.kind) {
      case 'accepted':
      case 'late':
        return { at, name: 'accepted', take, flow };
      case 'refused': {
        const { cause, throttleMs, backoffMs } = event;
        this.lost.add(take);
        return {
          at,
          name: 'refused',
          take,
          flow,
          place: Number(take.slice(1)) + 1,
          cause,
          throttleMs,
          backoffMs,
        };
      }
      case 'mark-unconfirmed':
        return { at, name: 'mark-unconfirmed', take, counts: event.counts };
      case 'begin':
        return { at, name: 'begin', take };
      default:
        return { at, name: 'leave', take };
    }
  }

  /** `late`: a create that was believed refused had been accepted after all. */
  private choose(event: Event & { pick: number }): string | undefined {
    const { permits, trying, wakes, line } = this.lane;
    const among = (): string[] => {
      if (event.kind === 'begin') return [...wakes.keys()];
      if (event.kind === 'finish') return [...permits.keys()].filter((take) => !trying.has(take));
      if (event.kind === 'abandon') return [...line.waiting(), ...trying.keys()];
      if (event.kind === 'late') return line.waiting().filter((take) => this.lost.has(take));
      return [...trying.keys()];
    };
    const candidates = among();
    return candidates[event.pick % candidates.length];
  }
}
