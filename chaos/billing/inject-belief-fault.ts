import { setTimeout as sleep } from 'node:timers/promises';
import { pickNumber } from '../harness/random.ts';
import { TIMES, type RareFault } from './billing-plan.ts';
import { controlSandbox, USUAL_FAULTS } from './control-sandbox.ts';
import { jumpClock } from './slots.ts';
import { chooseWorker, type Striking } from './striking.ts';

/** Faults that mislead a process: about connectivity, time, or purchases. */
export type BeliefFault = Extract<
  RareFault,
  'redis-silence' | 'provider-silence' | 'list-late' | 'list-lie' | 'clock-jump'
>;

/** Time limit for giving up every silent Redis connection, ms. */
const SILENCE_MS = 30_000;
const DAY_MS = 86_400_000;
const JUMPS_MS = [DAY_MS, -DAY_MS, 3_600_000, -3_600_000];
/** Beyond the settle time: only our own operations reveal that such a list is no proof. */
const LIST_LATE_MS = [4000, 8000] as const;
const LIST_LATE_FOR_MS = 12_000;
/** A search rests longer and longer: without its evidence the list is late for longer than two looks are apart. */
const LATE_FOR_A_MUTANT_MS = [11_000, 16_000] as const;
const MANY_LOST_ANSWERS = USUAL_FAULTS.replace('accepted-drop=0.02', 'accepted-drop=0.2');
const LIES = ['list-short', 'list-shifted', 'list-no-zone', 'list-cut-json'];
const LIE_MS = [3000, 6000] as const;
/** Delay of answers on their way to us, ms. */
const ANSWER_HELD_MS = [1500, 5000] as const;
/** Delayed requests still arrive within the settle time, ms. */
const REQUEST_HELD_MS = 800;

/** Injects one of them; false if the process is already under a fault. */
export async function dealToBeliefs(kind: BeliefFault, striking: Striking): Promise<boolean> {
  const { plan, fixture, random, count } = striking;
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
    case 'list-late': {
      count('list late');
      const lateMs: readonly [number, number] =
        plan.mutant === 'list-evidence' ? LATE_FOR_A_MUTANT_MS : LIST_LATE_MS;
      await controlSandbox(fixture, { listLagMs: pickNumber(random, ...lateMs) });
      if (plan.mutant === 'list-evidence') {
        // A slow run has few lost answers by chance, and the late list must meet one.
        await controlSandbox(fixture, { faults: MANY_LOST_ANSWERS });
        await sleep(LIST_LATE_FOR_MS);
        await controlSandbox(fixture, { faults: USUAL_FAULTS });
      }
      await sleep(LIST_LATE_FOR_MS);
      await controlSandbox(fixture, { listLagMs: TIMES.listLagMs });
      return true;
    }
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

/** Silences connections, delays answers, or lets requests arrive after their client gave up. */
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
