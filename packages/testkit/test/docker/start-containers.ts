import { fileURLToPath } from 'node:url';
import { GenericContainer, Network, type StartedTestContainer, Wait } from 'testcontainers';
import { doWithoutReaperWhereItIsMissing, startPostgresContainer } from '../../src/postgres-container.ts';
import { runCommand } from '../../src/run-command.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const IMAGE = 'cineflow:test';
const volume = `cineflow-test-clips-${process.pid}`;
const BUILD_TIMEOUT_MS = 300_000;
const START_TIMEOUT_MS = 60_000;

export interface Containers {
  apiUrl: string;
  sandboxUrl: string;
  workers: readonly StartedTestContainer[];
  stop(): Promise<void>;
}

/** Builds the image from this tree. @throws Error with what the build printed last */
export async function buildImage(): Promise<void> {
  // Plain `docker build` falls back to the old builder when a busy engine is slow to say what it can.
  const args = ['buildx', 'build', '--load', '--tag', IMAGE, root];
  const built = await runCommand('docker', args, BUILD_TIMEOUT_MS);
  if (!built.ok) throw new Error(`docker build failed:\n${built.stderr.slice(-4_000)}`);
}

/** Redis, PostgreSQL, sandbox, API and two workers as containers; all are removed if one fails. */
export async function startContainers(): Promise<Containers> {
  await doWithoutReaperWhereItIsMissing();
  const undo: (() => Promise<unknown>)[] = [() => runCommand('docker', ['volume', 'rm', '--force', volume])];
  const stop = async (): Promise<void> => {
    for (const step of undo.toReversed()) await step();
  };
  const start = async (container: GenericContainer): Promise<StartedTestContainer> => {
    const started = await container.withStartupTimeout(START_TIMEOUT_MS).start();
    undo.push(() => started.stop({ timeout: 5_000 }));
    return started;
  };
  try {
    const network = await new Network().start();
    undo.push(() => network.stop());
    const postgres = await startPostgresContainer({ network: network.getName() });
    undo.push(() => postgres.stop());
    const startIn = (container: GenericContainer) => start(container.withNetwork(network));
    return { ...(await startAll(startIn, postgres.innerUrl)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startAll(
  start: (container: GenericContainer) => Promise<StartedTestContainer>,
  databaseUrl: string,
): Promise<Omit<Containers, 'stop'>> {
  const redis = new GenericContainer('redis:8-alpine')
    .withCommand(['redis-server', '--appendonly', 'yes', '--appendfsync', 'everysec'])
    .withNetworkAliases('redis')
    .withWaitStrategy(Wait.forLogMessage(/Ready to accept connections/));
  const sandbox = new GenericContainer(IMAGE)
    .withCommand(['sandbox'])
    .withEnvironment({ SANDBOX_HOST: '0.0.0.0', PORT: '4010', SANDBOX_RENDER_MS: '500-1500' })
    .withNetworkAliases('sandbox')
    .withExposedPorts(4010)
    .withWaitStrategy(Wait.forHttp('/healthz', 4010));
  const [, startedSandbox] = await Promise.all([start(redis), start(sandbox)]);
  const api = app('api', databaseUrl).withExposedPorts(8080).withWaitStrategy(Wait.forHttp('/readyz', 8080));
  const worker = () => app('worker', databaseUrl).withWaitStrategy(Wait.forLogMessage(/"msg":"ready"/));
  const [startedApi, ...workers] = await Promise.all([start(api), start(worker()), start(worker())]);
  return {
    apiUrl: `http://${startedApi.getHost()}:${startedApi.getMappedPort(8080)}`,
    sandboxUrl: `http://${startedSandbox.getHost()}:${startedSandbox.getMappedPort(4010)}`,
    workers,
  };
}

function app(name: 'api' | 'worker', databaseUrl: string): GenericContainer {
  return new GenericContainer(IMAGE)
    .withCommand([name])
    .withEnvironment({
      REDIS_URL: 'redis://redis:6379',
      DATABASE_URL: databaseUrl,
      SORA_API_KEY: 'test',
      SORA_BASE_URL: 'http://sandbox:4010',
      CINEFLOW_SUBMIT_JITTER_MS: '0',
      CINEFLOW_OPEN: 'true',
    })
    .withBindMounts([{ source: volume, target: '/data/clips', mode: 'rw' }]);
}
