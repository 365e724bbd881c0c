import { askApi } from './ask-api.ts';
import type { BillingFixture } from './fixture.ts';

/** A take as the API shows it. */
export interface SeenTake {
  takeId: string;
  providerId: string;
  state: string;
  prompt: string;
  attempts: number;
  operationId?: string;
  waitReason?: string;
  clip?: { key: string; sizeBytes: number; sha256: string };
  failure?: { reason: string };
  timeline: { at: string; event: string; detail?: string; operationId?: string }[];
}

const TOGETHER = 10;

/** All takes of some storyboards, with histories. */
export async function gatherTakes(fixture: BillingFixture, ids: readonly string[]): Promise<SeenTake[]> {
  const takes: SeenTake[] = [];
  for (const id of ids) {
    const path = `/v1/storyboards/${id}/shots`;
    const { shots } = await askApi<{ shots: { takes: { takeId: string }[] }[] }>(fixture, path);
    const names = shots.flatMap((shot) => shot.takes.map((take) => take.takeId));
    for (let start = 0; start < names.length; start += TOGETHER) {
      const some = names.slice(start, start + TOGETHER);
      takes.push(...(await Promise.all(some.map((name) => askApi<SeenTake>(fixture, `/v1/takes/${name}`)))));
    }
  }
  return takes;
}
