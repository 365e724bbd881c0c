import { openQueues } from '@cineflow/queue';
import { connectRedis } from '@cineflow/testkit';
import type { LimiterFixture } from './limiter-fixture.ts';

const MOST = 10;

interface Take {
  takeId: string;
  state: string;
  waitReason?: string;
  timeline: { event: string; at: string; detail?: string }[];
}

/** Describes open takes: wait reason, job and history. */
export async function nameOpenTakes(fixture: LimiterFixture, ids: readonly string[]): Promise<string[]> {
  await using redis = connectRedis(fixture.redis.url);
  const queues = openQueues(redis, '{chaos}', () => undefined);
  const lines = ids.slice(0, MOST).map(async (id) => {
    const answer = await fetch(`${fixture.api.url}/v1/takes/${id}`);
    const { state, waitReason = 'nothing', timeline } = (await answer.json()) as Take;
    const [jobState, { logs }] = await Promise.all([
      queues.takes.getJobState(id),
      queues.takes.getJobLogs(id),
    ]);
    const events = timeline.map(({ event, at }) => `${event} ${at.slice(11, 23)}`).join(', ');
    return `${id} is ${state}, waits for ${waitReason}, its job is ${jobState}: ${events}; ${logs.slice(-3).join(' / ')}`;
  });
  const named = await Promise.all(lines);
  await queues.close();
  return named;
}
