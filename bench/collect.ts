/**
 * Memory and speed of collecting, against as many `curl`s to the same disk in the same run.
 * `pnpm bench:collect [clips:MB …]`; prints a table and one JSON line.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startProcess } from '@cineflow/testkit';

const run = promisify(execFile);
const DEFAULT_CASES = ['20:200', '1:1024'];
const MEGABYTE = 1024 * 1024;
/** As in `pnpm start:worker`. */
const WORKER_OPTIONS = ['--max-semi-space-size=1'];
const scriptOf = (name: string) => fileURLToPath(new URL(`./collect/${name}.ts`, import.meta.url));

interface Figures {
  clips: number;
  megabytes: number;
  rssIdleMB: number;
  rssGrowthMB: number;
  megabytesPerSecond: number;
  curlMegabytesPerSecond: number;
  shareOfCurl: number;
  /** Compared with curl and `sync`: as durable as our stored clips. */
  shareOfDurableCurl: number;
  /** Compared with curl, `sync` and `sha256sum`: all our steps except the MP4 check. */
  shareOfProvedCurl: number;
}

/** Seconds until curl ended, until its files were on disk, and until they were hashed. */
async function curl(url: string, directory: string, clips: number) {
  await mkdir(directory);
  const startedAt = performance.now();
  const elapsed = (): number => (performance.now() - startedAt) / 1_000;
  const targets = Array.from({ length: clips }, (_, index) => join(directory, String(index)));
  await Promise.all(targets.map((target) => run('curl', ['--silent', '--fail', '--output', target, url])));
  const seconds = elapsed();
  await run('sync', targets);
  const durableSeconds = elapsed();
  await Promise.all(targets.map((target) => run('sha256sum', [target])));
  return { seconds, durableSeconds, provedSeconds: elapsed() };
}

async function receive(url: string, directory: string, given: { clips: number; megabytes: number }) {
  const figures = [String(given.clips), String(given.megabytes)];
  const args = [...WORKER_OPTIONS, scriptOf('receive-clips'), url, directory, ...figures];
  const { stdout } = await run(process.execPath, args);
  return JSON.parse(stdout) as { seconds: number; idleBytes: number; peakBytes: number };
}

async function measure(text: string, url: string, directory: string): Promise<Figures> {
  const [clips = 1, megabytes = 1] = text.split(':').map(Number);
  const theirs = await curl(`${url}/${megabytes}.mp4`, join(directory, 'curl'), clips);
  await rm(join(directory, 'curl'), { recursive: true });
  // Flush, so that the first run does not slow down the second.
  await run('sync');
  const ours = await receive(url, join(directory, 'ours'), { clips, megabytes });
  await rm(join(directory, 'ours'), { recursive: true });
  await run('sync');
  const total = clips * megabytes;
  const share = (seconds: number): number => Math.round((seconds / ours.seconds) * 100) / 100;
  return {
    clips,
    megabytes,
    rssIdleMB: Math.round(ours.idleBytes / MEGABYTE),
    rssGrowthMB: Math.round((ours.peakBytes - ours.idleBytes) / MEGABYTE),
    megabytesPerSecond: Math.round(total / ours.seconds),
    curlMegabytesPerSecond: Math.round(total / theirs.seconds),
    shareOfCurl: share(theirs.seconds),
    shareOfDurableCurl: share(theirs.durableSeconds),
    shareOfProvedCurl: share(theirs.provedSeconds),
  };
}

const directory = await mkdtemp(join(tmpdir(), 'cineflow-bench-'));
await using server = await startProcess({
  name: 'clips',
  command: process.execPath,
  args: [scriptOf('serve-clips')],
  ready: { line: (line) => line.startsWith('{') },
});
const { url } = JSON.parse(server.readyLine) as { url: string };
const figures: Figures[] = [];
const cases = process.argv.length > 2 ? process.argv.slice(2) : DEFAULT_CASES;
for (const text of cases) figures.push(await measure(text, url, directory));
await rm(directory, { recursive: true, force: true });
console.table(figures);
console.log(JSON.stringify({ bench: 'collect', figures }));
