import { setTimeout as sleep } from 'node:timers/promises';
import { pickNumber } from '../harness/random.ts';
import { askApi } from './ask-api.ts';
import type { BillingStage } from './stage.ts';

/** What people did to their orders. */
export interface Stops {
  cancelled: number;
  paused: number;
}

const CANCEL = 0.04;
const PAUSE = 0.08;

/** As people do: a few storyboards are cancelled soon after they were ordered, some are paused for a while. */
export async function stopSome(
  stage: BillingStage,
  random: () => number,
  { id, stops }: { id: string; stops: Stops },
): Promise<void> {
  const chance = random();
  const ms = pickNumber(random, 0, 2000);
  const tell = (what: string) => askApi(stage, `/v1/storyboards/${id}/${what}`, { method: 'POST' });
  if (chance < CANCEL) {
    stops.cancelled += 1;
    await sleep(ms);
    await tell('cancel');
  } else if (chance < CANCEL + PAUSE) {
    stops.paused += 1;
    await tell('pause');
    await sleep(ms);
    await tell('resume');
  }
}
