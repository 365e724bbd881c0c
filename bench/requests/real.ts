import { makeTempDirectory, startStack } from '@cineflow/testkit';
import { percentile, type Figures, type RequestCase } from './figures.ts';

interface BilledOperation {
  operationId: string;
  finishedAt: string | null;
}

interface ShownTake {
  operationId?: string;
  renderedAt?: string;
}

/** The whole product against the sandbox, with renders and poll delays shortened by `scale`. */
export async function measureReal(given: RequestCase, redisUrl: string): Promise<Figures> {
  const { takes, renderMs, inFlight, scale } = given;
  const scaled = renderMs.map((ms) => Math.round(ms / scale));
  await using output = await makeTempDirectory('bench');
  await using stack = await startStack({
    redisUrl,
    prefix: `bench-requests-${process.pid}`,
    outputDirectory: output.path,
    workers: 2,
    env: {
      MAX_CONCURRENT_TASKS: String(inFlight),
      CINEFLOW_POLL_MIN_MS: String(Math.round(250 / scale)),
      CINEFLOW_POLL_MAX_MS: String(Math.round(30_000 / scale)),
    },
    sandbox: { SANDBOX_RENDER_MS: scaled.join('-') },
  });
  const segments = Array.from({ length: takes }, (_, index) => ({
    segment_index: index + 1,
    prompt_text: `bench shot ${index + 1}`,
    duration_seconds: 10,
  }));
  const { id } = await stack.post({ segments });
  const rounds = Math.ceil(takes / inFlight);
  await stack.finished(id, rounds * (scaled[1] ?? 0) * 2 + 60_000);
  const { creates, requests } = await stack.bill();
  const bill = (await (await fetch(`${stack.sandbox.url}/bill`)).json()) as { operations: BilledOperation[] };
  const { shots } = await stack.get<{ shots: { takes: ShownTake[] }[] }>(`/v1/storyboards/${id}/shots`);
  const seenAt = new Map(
    shots.flatMap((shot) => shot.takes).map((take) => [take.operationId, take.renderedAt]),
  );
  const delays = bill.operations.map(({ operationId, finishedAt }) => {
    return (Date.parse(seenAt.get(operationId) ?? '') - Date.parse(finishedAt ?? '')) * scale;
  });
  return {
    how: scale === 1 ? 'real' : `real, ${scale} times as fast`,
    takes,
    renderMs: renderMs.join('-'),
    inFlight,
    creates: creates.received,
    polls: requests.polls,
    lists: requests.lists,
    account: requests.account,
    downloads: requests.downloads,
    delayP50Ms: percentile(delays, 0.5),
    delayP90Ms: percentile(delays, 0.9),
  };
}
