import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { makeTempDirectory, startApi, startPrivateRedis, startSandboxProcess } from '@cineflow/testkit';
import { randomFrom } from '../harness/random.ts';
import type { Good } from './good-client.ts';
import { makeHostile } from './make-hostile.ts';
import { makeRequest } from './make-request.ts';
import { createSender, sendGarbage, type FuzzAnswer } from './send.ts';

export interface FuzzPlan {
  seed: number;
  requests: number;
  hostile: number;
  hostileMegabytes: number;
  /** Limits of the good client. */
  goodP99Ms: number;
}

const KEY = 'fuzz-key';
const LANES = 24;
const HOSTILE_AT_ONCE = 10;
/** One in this many requests is not HTTP at all. */
const GARBAGE_EVERY = 200;
const MOST_FAULTS = 20;
const RSS_LIMIT_MEGABYTES = 400;

/** Runs the API as a process on its own Redis; returns failures and figures. */
export async function runFuzz(plan: FuzzPlan) {
  await using redis = await startPrivateRedis();
  // Orders with a budget need its prices.
  await using sandbox = await startSandboxProcess({ SANDBOX_API_KEY: KEY });
  await using output = await makeTempDirectory('fuzz');
  await using api = await startApi({
    REDIS_URL: redis.url,
    OUTPUT_DIR: output.path,
    SORA_API_KEY: KEY,
    SORA_BASE_URL: `${sandbox.url}/v1`,
  });
  using sender = createSender(api.url);
  const tally = new Tally();
  const stopping = new AbortController();
  const watching = [
    watchMemory(api.pid, stopping.signal),
    askAsGoodClient(api.url, stopping.signal),
  ] as const;
  await sendAll(api.url, plan, sender, tally);
  await sendHostile(plan, sender, tally);
  stopping.abort();
  const [memory, good] = await Promise.all(watching);
  const figures = { ...plan, statuses: tally.statuses, memory, good };
  const violations = [...tally.faults, ...judge(plan, memory, good), ...(api.ended ? ['the API ended'] : [])];
  return { violations, figures };
}

type Sender = ReturnType<typeof createSender>;

async function sendAll(url: string, plan: FuzzPlan, sender: Sender, tally: Tally): Promise<void> {
  const random = randomFrom(plan.seed);
  let sent = 0;
  const lane = async (): Promise<void> => {
    while (sent < plan.requests) {
      sent += 1;
      if (sent % GARBAGE_EVERY === 0) {
        tally.add(
          { status: await sendGarbage(url, random), type: '', retryAfter: undefined, text: '' },
          'garbage',
        );
        continue;
      }
      const request = makeRequest(random);
      const answer = await sender.send(request);
      const what = `${request.method} ${request.path.slice(0, 100)}`;
      tally.add(answer, what);
      if (answer.status === 0)
        tally.fault(`no answer to ${what} ${JSON.stringify(request.headers).slice(0, 300)}`);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

async function sendHostile(plan: FuzzPlan, sender: Sender, tally: Tally): Promise<void> {
  const sizeBytes = Math.floor(plan.hostileMegabytes * 1024 * 1024) - 1_000;
  let sent = 0;
  const lane = async (): Promise<void> => {
    while (sent < plan.hostile) {
      const turn = sent++;
      const answer = await sender.send(makeHostile(turn, sizeBytes));
      tally.add(answer, `hostile body ${turn}`);
      if (answer.status === 0) tally.fault(`no answer to hostile body ${turn}`);
    }
  };
  await Promise.all(Array.from({ length: HOSTILE_AT_ONCE }, lane));
}

/** Counts statuses and collects server errors. */
class Tally {
  readonly statuses: Record<number, number> = {};
  readonly faults: string[] = [];

  add({ status, type, retryAfter, text }: FuzzAnswer, what: string): void {
    this.statuses[status] = (this.statuses[status] ?? 0) + 1;
    const isTurnedAway = status === 503 && text.includes('Too many large documents');
    const isByDesign = isTurnedAway && retryAfter !== undefined && type.includes('problem+json');
    if (status >= 500 && !isByDesign) this.fault(`${status} to ${what}: ${text}`);
  }

  fault(sentence: string): void {
    if (this.faults.length < MOST_FAULTS) this.faults.push(sentence);
  }
}

interface Memory {
  startMegabytes: number;
  endMegabytes: number;
  peakMegabytes: number;
}

async function watchMemory(pid: number, signal: AbortSignal): Promise<Memory> {
  const read = (field: string): number => {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024);
  };
  const startMegabytes = read('VmRSS');
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  return { startMegabytes, endMegabytes: read('VmRSS'), peakMegabytes: read('VmHWM') };
}

/** Runs the good client in a thread of its own: making hostile bodies holds this one up. */
async function askAsGoodClient(url: string, signal: AbortSignal): Promise<Good> {
  const thread = new Worker(new URL('good-client.ts', import.meta.url), { workerData: url });
  signal.addEventListener('abort', () => thread.postMessage('stop'), { once: true });
  const [good] = (await once(thread, 'message')) as [Good];
  return good;
}

function judge({ goodP99Ms }: FuzzPlan, memory: Memory, good: Good): string[] {
  const violations: string[] = [];
  if (good.failed > 0) violations.push(`${good.failed} of ${good.requests} good requests failed`);
  if (good.p99Ms > goodP99Ms) violations.push(`the good client's p99 is ${good.p99Ms} ms`);
  if (memory.peakMegabytes > RSS_LIMIT_MEGABYTES) violations.push(`peak RSS is ${memory.peakMegabytes} MB`);
  return violations;
}
