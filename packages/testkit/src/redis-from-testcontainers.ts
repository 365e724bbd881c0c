import type * as Library from 'testcontainers';
import { REDIS_FLAGS } from './redis-from-docker.ts';
import type { FoundRedis, RedisSearch } from './redis-way.ts';

type Testcontainers = typeof Library;
type ImageClient = Awaited<ReturnType<Testcontainers['getContainerRuntimeClient']>>['image'];

const START_TIMEOUT_MS = 30_000;
const PULL_TIMEOUT_MS = 120_000;
/** What testcontainers removes left-over containers with, unless RYUK_CONTAINER_IMAGE names another. */
const REAPER_IMAGE = 'testcontainers/ryuk:0.14.0';

/**
 * A container of Redis 8, or Valkey 8 with CINEFLOW_TEST_REDIS=valkey, if an engine answers in time. Loads the
 * library lazily: the demo does without it.
 */
export async function redisFromTestcontainers({ log }: RedisSearch): Promise<FoundRedis | undefined> {
  const image = process.env['CINEFLOW_TEST_REDIS'] === 'valkey' ? 'valkey/valkey:8-alpine' : 'redis:8-alpine';
  const testcontainers = await import('testcontainers');
  try {
    const { image: images } = await withTimeout(testcontainers.getContainerRuntimeClient(), 5_000);
    await needImage(testcontainers, images, image);
    await needReaperOrNone(testcontainers, images);
  } catch (error) {
    log(`No container of ${image}: ${firstLine(error)}`);
    return undefined;
  }
  const starting = new testcontainers.GenericContainer(image)
    .withCommand([image.startsWith('valkey') ? 'valkey-server' : 'redis-server', ...REDIS_FLAGS])
    .withExposedPorts(6379)
    .withWaitStrategy(testcontainers.Wait.forLogMessage(/Ready to accept connections/))
    .withStartupTimeout(START_TIMEOUT_MS)
    .start();
  try {
    const container = await withTimeout(starting, START_TIMEOUT_MS + 5_000);
    const url = `redis://${container.getHost()}:${container.getMappedPort(6379)}`;
    return { url, how: `a container of ${image}`, stop: async () => void (await container.stop()) };
  } catch (error) {
    // It may still come up after we gave it up.
    void starting.then((late) => late.stop()).catch(() => {});
    log(`The container of ${image} did not start: ${firstLine(error)}`);
    return undefined;
  }
}

async function needImage({ ImageName }: Testcontainers, images: ImageClient, image: string): Promise<void> {
  const name = ImageName.fromString(image);
  if (await images.exists(name)) return;
  await withTimeout(images.pull(name), PULL_TIMEOUT_MS);
}

/** Without the reaper's image every start would fail; we stop what we start, so it may be done without. */
async function needReaperOrNone(testcontainers: Testcontainers, images: ImageClient): Promise<void> {
  if (process.env['TESTCONTAINERS_RYUK_DISABLED'] !== undefined) return;
  const image = process.env['RYUK_CONTAINER_IMAGE'] ?? REAPER_IMAGE;
  await needImage(testcontainers, images, image).catch(() => {
    process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';
  });
}

async function withTimeout<Value>(promise: Promise<Value>, timeoutMs: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing within ${timeoutMs} ms`)), timeoutMs);
  });
  return Promise.race([promise, tooLate]).finally(() => clearTimeout(timer));
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n')[0] ?? '';
}
