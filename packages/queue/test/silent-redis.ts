import { connectRedis, eventually, startTcpProxy } from '@cineflow/testkit';
import { openQueues, runWorker, type TakeJob } from '../src/index.ts';

// A process of its own: a worker that spins would take the test runner with it.
const [redisUrl = '', prefix = ''] = process.argv.slice(2);
const COMMAND_MS = 300;
const job: TakeJob = { takeId: 'sb-1-1', providerId: 'sora-hk' };

const address = new URL(redisUrl);
await using proxy = await startTcpProxy({ host: address.hostname, port: Number(address.port) });
address.host = `127.0.0.1:${proxy.port}`;
await using redis = connectRedis(address.href);
await redis.ping();
redis.options.commandTimeout = COMMAND_MS;

/** Redis is silent until the first error, as on a machine without a moment for it. */
proxy.block('toClient');
const onError = (error: Error): void => {
  process.stdout.write(`${error.message}\n`);
  proxy.release();
};
const queues = openQueues(redis, prefix, onError);
const run = async () => ({ kind: 'done' }) as const;
const worker = runWorker<TakeJob>('takes', redis, { prefix, concurrency: 1, stallMs: 5000, onError }, run);
await eventually(
  async () => {
    await queues.takes.add('take', job, { jobId: 'one' });
    return (await queues.takes.getJobState('one')) === 'completed';
  },
  { timeoutMs: 80_000 },
);
await worker.close();
await queues.close();
process.stdout.write('done\n');
