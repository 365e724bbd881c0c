/**
 * Makespan of the main job against the ideal: N renders of fixed length, `limit` at a time.
 * `pnpm bench [shots:renderMs:limit:workers …]`; prints a table and one JSON line.
 */
import { findRedis, startStack, makeTempDirectory } from '@cineflow/testkit';

interface Case {
  shots: number;
  renderMs: number;
  limit: number;
  workers: number;
}

interface Figures extends Case {
  state: string;
  paid: number;
  maxInFlight: number;
  makespanMs: number;
  idealMs: number;
  ratio: number;
}

const DEFAULT_CASES = ['40:2000:20:2', '200:5000:20:2'];

function parseCase(text: string): Case {
  const [shots = 40, renderMs = 2000, limit = 20, workers = 2] = text.split(':').map(Number);
  return { shots, renderMs, limit, workers };
}

async function measure(given: Case, redisUrl: string): Promise<Figures> {
  await using output = await makeTempDirectory('bench');
  await using stack = await startStack({
    redisUrl,
    prefix: `bench-${process.pid}-${given.shots}-${given.renderMs}`,
    outputDirectory: output.path,
    workers: given.workers,
    env: { MAX_CONCURRENT_TASKS: String(given.limit) },
    sandbox: { SANDBOX_RENDER_MS: String(given.renderMs) },
  });
  const segments = Array.from({ length: given.shots }, (_, index) => ({
    segment_index: index + 1,
    prompt_text: `bench shot ${index + 1}`,
    duration_seconds: 10,
  }));
  const { id } = await stack.post({ segments });
  const idealMs = Math.ceil(given.shots / given.limit) * given.renderMs;
  const status = await stack.finished(id, idealMs * 3 + 30_000);
  const times = await stack.get<{ createdAt: string; finishedAt: string }>(`/v1/storyboards/${id}`);
  const bill = await stack.bill();
  const makespanMs = Date.parse(times.finishedAt) - Date.parse(times.createdAt);
  return {
    ...given,
    state: status.state,
    paid: bill.creates.accepted,
    maxInFlight: bill.maxInFlight,
    makespanMs,
    idealMs,
    ratio: Math.round((makespanMs / idealMs) * 1000) / 1000,
  };
}

const redis = await findRedis({ log: (line) => console.error(line), allowInstall: false });
const figures: Figures[] = [];
const cases = process.argv.length > 2 ? process.argv.slice(2) : DEFAULT_CASES;
for (const text of cases) figures.push(await measure(parseCase(text), redis.url));
await redis.stop();
console.table(figures);
console.log(JSON.stringify({ bench: 'main-job', figures }));
