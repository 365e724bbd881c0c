import { setTimeout as sleep } from 'node:timers/promises';
import { pickNumber } from '../harness/random.ts';
import { TIMES, type RareFault } from './billing-plan.ts';
import { controlSandbox, USUAL_FAULTS } from './control-sandbox.ts';
import { jumpClock } from './slots.ts';
import { chooseWorker, type Striking } from './striking.ts';

/** Faults after which a process believes what is not so: that nobody answers, what time it is, what was never bought. */
export type BeliefFault = Extract<
  RareFault,
  'redis-silence' | 'provider-silence' | 'list-late' | 'list-lie' | 'clock-jump'
>;

/** Every connection of the product to Redis must have been given up by then, frozen or busy as its process may be, ms. */
const SILENCE_MS = 30_000;
const DAY_MS = 86_400_000;
const JUMPS_MS = [DAY_MS, -DAY_MS, 3_600_000, -3_600_000];
/** Later than the settle time covers: only our own operations show that such a list is no proof. */
const LIST_LATE_MS = [4000, 8000] as const;
const LIST_LATE_FOR_MS = 12_000;
const LIES = ['list-short', 'list-shifted', 'list-no-zone', 'list-cut-json'];
const LIE_MS = [3000, 6000] as const;
/** How long an answer may be held on its way to us, ms. */
const ANSWER_HELD_MS = [1500, 5000] as const;
/** What is held on its way to the provider arrives before the settle time is over, ms. */
const REQUEST_HELD_MS = 800;

/** Deals one of them; false where a fault is being dealt to the process already. */
export async function dealToBeliefs(kind: BeliefFault, striking: Striking): Promise<boolean> {
  const { fixture, random, count } = striking;
  switch (kind) {
    case 'redis-silence': {
      count('redis silence');
      const held = await fixture.redis.silence(SILENCE_MS);
      if (held > 0)
        fixture.oddities.push(`${held} silent connections to Redis were waited for ${SILENCE_MS} ms`);
      return true;
    }
    case 'provider-silence':
      await silenceProvider(striking);
      return true;
    case 'list-late':
      count('list late');
      await controlSandbox(fixture, { listLagMs: pickNumber(random, ...LIST_LATE_MS) });
      await sleep(LIST_LATE_FOR_MS);
      await controlSandbox(fixture, { listLagMs: TIMES.listLagMs });
      return true;
    case 'list-lie': {
      const lie = LIES[pickNumber(random, 0, LIES.length - 1)];
      const ms = pickNumber(random, ...LIE_MS);
      count(`list lie: ${lie}`);
      await controlSandbox(fixture, { faults: `${lie}@0+${ms / 1000},${USUAL_FAULTS}` });
      await sleep(ms);
      return true;
    }
    case 'clock-jump': {
      const slot = random() < 0.2 ? fixture.api : chooseWorker(fixture, random);
      const isDealt = await jumpClock(slot, JUMPS_MS[pickNumber(random, 0, JUMPS_MS.length - 1)] ?? 0);
      if (isDealt) count('clock jump');
      return isDealt;
    }
  }
}

/** Connections that say nothing more, answers that come late, or requests that arrive when nobody waits for them. */
async function silenceProvider({ fixture: { providerWay }, random, count }: Striking): Promise<void> {
  const chance = random();
  if (chance < 0.4) {
    count('provider silence');
    return providerWay.mute();
  }
  const isAnswer = chance < 0.8;
  count(isAnswer ? 'answers held' : 'requests held');
  providerWay.block(isAnswer ? 'toClient' : 'toServer');
  await sleep(isAnswer ? pickNumber(random, ...ANSWER_HELD_MS) : REQUEST_HELD_MS);
  providerWay.release();
}
