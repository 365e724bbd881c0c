/**
 * `pnpm bench:outage [storm] [limit]`: cost of trouble at the provider, as a table and one JSON line.
 *
 * storm: 60 shots, and the provider answers every create with 429 for 8 s.
 * limit: 200 shots for a provider that takes 10 at once, while our limit is 20.
 * Exit code 1: a figure is missed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { findRedis, startStack, type Stack, makeTempDirectory } from '@cineflow/testkit';

interface Trouble {
  name: string;
  shots: number;
  renderMs: number;
  /** The provider's limit. */
  capacity: number;
  /** Duration of a storm of 429s; 0: none. */
  stormMs: number;
  wanted: { refused: number; makespanMs: number; seesDegraded: boolean };
}

const MAXIMUM = 20;
const DEGRADED = 5;
const COOLDOWN_MS = 3000;
const STORM_AFTER_MS = 1000;

const TROUBLES: Record<string, Trouble> = {
  storm: {
    name: '8 s of 429s',
    shots: 60,
    renderMs: 2000,
    capacity: 0,
    stormMs: 8000,
    wanted: { refused: 30, makespanMs: 1.5 * 6000 + 8000 + COOLDOWN_MS, seesDegraded: true },
  },
  limit: {
    name: 'holds 10 of 20',
    shots: 200,
    renderMs: 3000,
    capacity: 10,
    stormMs: 0,
    // 5 % of all creates, and 90 % of the provider's capacity.
    wanted: { refused: 10, makespanMs: (200 / 10) * 3000 * (1 / 0.9), seesDegraded: false },
  },
};

interface Figures {
  trouble: string;
  completed: number;
  refused: number;
  makespanMs: number;
  lowestCapacity: number;
  missed: string;
}

async function watchCapacity(stack: Stack, over: AbortSignal): Promise<number> {
  let lowest = Infinity;
  while (!over.aborted) {
    const { providers } = await stack.get<{ providers: { capacity: number }[] }>('/v1/providers');
    lowest = Math.min(lowest, providers[0]?.capacity ?? Infinity);
    await sleep(100);
  }
  return lowest;
}

async function beginStorm(stack: Stack, stormMs: number): Promise<void> {
  await sleep(STORM_AFTER_MS);
  const faults = `busy-429@0+${stormMs / 1000}`;
  await fetch(`${stack.sandbox.url}/control`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ faults }),
  });
}

async function measure(trouble: Trouble, redisUrl: string): Promise<Figures> {
  await using output = await makeTempDirectory('bench');
  await using stack = await startStack({
    redisUrl,
    prefix: `outage-${process.pid}-${trouble.shots}`,
    outputDirectory: output.path,
    workers: 2,
    env: {
      MAX_CONCURRENT_TASKS: String(MAXIMUM),
      CINEFLOW_DEGRADED_LIMIT: String(DEGRADED),
      CINEFLOW_COOLDOWN_MS: String(COOLDOWN_MS),
      CINEFLOW_RECOVERY_STEP_MS: '300',
      LOG_LEVEL: 'info',
    },
    sandbox: { SANDBOX_RENDER_MS: String(trouble.renderMs), SANDBOX_LIMIT: String(trouble.capacity) },
  });
  const segments = Array.from({ length: trouble.shots }, (_, index) => ({
    segment_index: index + 1,
    prompt_text: `${trouble.name}, shot ${index + 1}`,
    duration_seconds: 10,
  }));
  const over = new AbortController();
  const lowest = watchCapacity(stack, over.signal);
  const { id } = await stack.post({ segments });
  if (trouble.stormMs > 0) await beginStorm(stack, trouble.stormMs);
  const { counts } = await stack.finished(id, trouble.wanted.makespanMs * 3);
  over.abort();
  const times = await stack.get<{ createdAt: string; finishedAt: string }>(`/v1/storyboards/${id}`);
  const { creates } = await stack.bill();
  const figures = {
    trouble: trouble.name,
    completed: counts['completed'] ?? 0,
    refused: creates.refused,
    makespanMs: Date.parse(times.finishedAt) - Date.parse(times.createdAt),
    lowestCapacity: await lowest,
  };
  return { ...figures, missed: missedBy(trouble, figures).join(', ') };
}

function missedBy({ shots, wanted }: Trouble, figures: Omit<Figures, 'missed'>): string[] {
  const { completed, refused, makespanMs, lowestCapacity } = figures;
  return [
    ...(completed < shots ? [`${shots - completed} takes lost`] : []),
    ...(refused > wanted.refused ? [`refused > ${wanted.refused}`] : []),
    ...(makespanMs > wanted.makespanMs ? [`makespan > ${Math.round(wanted.makespanMs)}`] : []),
    ...(wanted.seesDegraded && lowestCapacity !== DEGRADED ? ['the breaker did not degrade'] : []),
  ];
}

const redis = await findRedis({ log: (line) => console.error(line), allowInstall: false });
const figures: Figures[] = [];
const names = process.argv.slice(2);
for (const [name, trouble] of Object.entries(TROUBLES)) {
  if (names.length === 0 || names.includes(name)) figures.push(await measure(trouble, redis.url));
}
await redis.stop();
console.table(figures);
console.log(JSON.stringify({ bench: 'outage', figures }));
process.exitCode = figures.some(({ missed }) => missed !== '') ? 1 : 0;
