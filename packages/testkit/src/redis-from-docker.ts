import { answersPing } from './answers-ping.ts';
import { eventually } from './eventually.ts';
import type { FoundRedis, RedisSearch } from './redis-way.ts';
import { runCommand } from './run-command.ts';

const IMAGE = 'redis:8-alpine';
const PULL_TIMEOUT_MS = 120_000;

/** A throw-away container by the docker command, where an engine answers. */
export async function redisFromDocker({ log }: RedisSearch): Promise<FoundRedis | undefined> {
  const engine = await runCommand('docker', ['info', '--format', '{{.ServerVersion}}']);
  if (!engine.ok) {
    log('No Docker engine answers.');
    return undefined;
  }
  log(`Starting ${IMAGE} with Docker (the first time it has to be downloaded) …`);
  const options = ['--rm', '--detach', '--publish', '127.0.0.1::6379', '--label', 'cineflow=throw-away'];
  const started = await runCommand('docker', ['run', ...options, IMAGE, ...REDIS_FLAGS], PULL_TIMEOUT_MS);
  if (!started.ok) {
    log(`Docker could not start ${IMAGE}: ${lastLine(started.stderr)}`);
    return undefined;
  }
  const id = started.stdout.trim();
  const stop = async (): Promise<void> => {
    await runCommand('docker', ['rm', '--force', '--volumes', id], 30_000);
  };
  try {
    const port = (await runCommand('docker', ['port', id, '6379/tcp'])).stdout.trim().split(':').at(-1);
    const url = `redis://127.0.0.1:${port}`;
    await eventually(() => answersPing(url), { timeoutMs: 15_000, everyMs: 50 });
    return { url, how: `${IMAGE} by Docker, port ${port}`, stop };
  } catch (error) {
    await stop();
    log(`The container of ${IMAGE} does not answer: ${String(error)}`);
    return undefined;
  }
}

/** Options of every Redis started here: no persistence, fine-grained timers. */
export const REDIS_FLAGS = ['--save', '', '--appendonly', 'no', '--hz', '100'];

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
