import { randomInt } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from './eventually.ts';
import { startStack, type Stack } from './start-stack.ts';
import { testPrefix } from './test-prefix.ts';
import { watchClips } from './watch-clips.ts';

export interface KillOptions {
  redisUrl: string;
  outputDirectory: string;
  /** How often a worker is killed while clips are being downloaded. */
  kills: number;
  checkClip: (path: string) => Promise<unknown>;
  log?: (line: string) => void;
}

export interface KillReport {
  kills: number;
  takes: number;
  completed: number;
  /** Names ending in .mp4 that were ever seen. */
  clips: number;
  /** Creates the provider accepted. */
  paid: number;
  /** Names that ever held anything but one whole clip. */
  wrong: string[];
  /** Half clips that dead workers left; the sweep removes them after a day. */
  leftParts: number;
}

const WORKERS = 2;
const TAKES_AT_ONCE = 16;
const LONGEST_LIFE_MS = 900;
const FINISH_TIMEOUT_MS = 180_000;
const QUICK = {
  CINEFLOW_SETTLE_MS: '2000',
  CINEFLOW_STALL_MS: '1000',
  CINEFLOW_SUBMIT_TIMEOUT_MS: '2000',
  MAX_CONCURRENT_TASKS: '100',
};

/** Clips that take a second or two, so that a kill at a random moment mostly meets a download. */
const SLOW = { SANDBOX_RENDER_MS: '100', SANDBOX_SLOW_BYTES_PER_SECOND: '150000' };

/** Kills workers with -9 at random moments of their downloads, lets the rest end in peace, and looks at everything. */
export async function killCollectors(options: KillOptions): Promise<KillReport> {
  const { redisUrl, outputDirectory } = options;
  const prefix = testPrefix().replaceAll(/[{}]/g, '');
  await using stack = await startStack({
    redisUrl,
    prefix,
    outputDirectory,
    workers: 0,
    env: QUICK,
    sandbox: SLOW,
  });
  await using watched = await watchClips(outputDirectory, options.checkClip);
  const storyboards: string[] = [];
  const tally = { kills: 0 };
  const isDone = () => tally.kills >= options.kills;
  const supplying = supplyTakes(stack, storyboards, isDone);
  await Promise.all(Array.from({ length: WORKERS }, () => killAgainAndAgain(stack, options, tally)));
  await supplying;

  await using lastWorker = await stack.addWorker();
  let completed = 0;
  for (const id of storyboards) {
    completed += (await stack.finished(id, FINISH_TIMEOUT_MS)).counts['completed'] ?? 0;
  }
  await lastWorker.kill('SIGTERM');
  return {
    kills: tally.kills,
    takes: storyboards.length * TAKES_AT_ONCE,
    completed,
    paid: (await stack.bill()).creates.accepted,
    wrong: await watched.wrong(),
    clips: watched.clips().length,
    leftParts: await countParts(outputDirectory),
  };
}

async function killAgainAndAgain(
  stack: Stack,
  { kills, outputDirectory, log }: KillOptions,
  tally: { kills: number },
): Promise<void> {
  while (tally.kills < kills) {
    await using worker = await stack.addWorker();
    // A busy machine takes seconds to the first download; an earlier kill proves nothing.
    await eventually(async () => tally.kills >= kills || (await countParts(outputDirectory)) > 0, {
      timeoutMs: FINISH_TIMEOUT_MS,
    });
    await sleep(randomInt(LONGEST_LIFE_MS));
    await worker.kill('SIGKILL');
    if (tally.kills < kills) tally.kills += 1;
    if (tally.kills % 10 === 0) log?.(`${tally.kills} of ${kills} kills`);
  }
}

/** Keeps downloads going: a new storyboard whenever most takes of the last one are done. */
async function supplyTakes(stack: Stack, storyboards: string[], isDone: () => boolean): Promise<void> {
  while (!isDone()) {
    const last = storyboards.at(-1);
    const status = last === undefined ? null : await stack.get<Counts>(`/v1/storyboards/${last}`);
    if ((status?.counts['completed'] ?? TAKES_AT_ONCE) > TAKES_AT_ONCE / 2) {
      storyboards.push((await stack.post(storyboardNumber(storyboards.length))).id);
    }
    await sleep(200);
  }
}

interface Counts {
  counts: Record<string, number>;
}

function storyboardNumber(number: number): unknown {
  const name = `killed ${number}`;
  return {
    metadata: { project_name: name },
    segments: Array.from({ length: TAKES_AT_ONCE }, (_, index) => ({
      segment_index: index + 1,
      prompt_text: `${name}, shot ${index + 1} [[fault:clip-slow]]`,
      duration_seconds: 10,
      resolution: 'horizontal',
    })),
  };
}

async function countParts(directory: string): Promise<number> {
  const names = await readdir(directory, { recursive: true }).catch(() => []);
  return names.filter((name) => name.endsWith('.part')).length;
}
