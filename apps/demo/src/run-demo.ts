import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';
import { Cleanup, endProcess, findRedis } from '@cineflow/testkit';
import type { Catalogue } from './locales/catalogue.ts';
import { findStoryboardFiles } from './storyboards/find-storyboard-files.ts';
import { postStoryboards } from './storyboards/post-storyboards.ts';
import { PICTURE_FOLDER, type PictureFolder, readPictureFolder } from './pictures/picture-folder.ts';
import { postShare, sharesOf } from './pictures/post-pictures.ts';
import type { Arguments } from './parse-arguments.ts';
import { watchProgress } from './progress/watch-progress.ts';
import { reportRun } from './report-run.ts';
import { chooseRunFolder, type RunFolder } from './stack/choose-run-folder.ts';
import { FAULT_RULES, SECOND_PROVIDER } from './stack/stack-environment.ts';
import { startStack, WORKERS, type Stack } from './stack/start-stack.ts';
import { stopOnSignal } from './stack/stop-on-signal.ts';
import { createScreen } from '@cineflow/terminal';
import { printAddresses } from './print-addresses.ts';
import { readTakes } from './clips/read-takes.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** One example shows a second provider. */
const PROVIDERS: ReadonlyMap<string, string> = new Map([['yu-ye-bian-li-dian.json', SECOND_PROVIDER]]);
/** Renders take seconds; a longer run indicates a problem. */
const LIMIT_MS = 180_000;

/** The package manager changes the working directory; INIT_CWD is the user's. */
const standing = process.env['INIT_CWD'] ?? process.cwd();

const print = (line = ''): void => console.log(line);

/** Runs the demo. @returns exit code 0 if every clip exists and was paid once */
export async function runDemo(options: Arguments, texts: Catalogue): Promise<number> {
  const startedAt = performance.now();
  const cleanup = new Cleanup();
  const unbind = stopOnSignal(cleanup, texts);
  let run: RunFolder | undefined;
  try {
    const redis = await findRedis({ log: print, allowInstall: true });
    cleanup.add(() => redis.stop());
    print(`${texts.stack.redis}: ${redis.how}`);
    run = await chooseRunFolder({
      root: options.output === undefined ? join(root, 'output', 'demo') : resolve(standing, options.output),
      redisStays: Boolean(process.env['REDIS_URL']),
      faults: options.faults,
      now: new Date(),
    });
    print((run.kept ? texts.stack.kept : texts.stack.fresh)(relative(process.cwd(), run.clips)));
    const isGood = await runStack(options, { texts, run, cleanup, redisUrl: redis.url, startedAt });
    return isGood ? 0 : 1;
  } catch (error) {
    print(styleText('red', texts.result.bad));
    print(error instanceof Error ? error.message : String(error));
    if (run !== undefined) print(texts.result.seeLogs(run.logs));
    return 1;
  } finally {
    await cleanup.run();
    unbind();
  }
}

interface Run {
  texts: Catalogue;
  run: RunFolder;
  cleanup: Cleanup;
  redisUrl: string;
  startedAt: number;
}

async function runStack(
  options: Arguments,
  { texts, run, cleanup, redisUrl, startedAt }: Run,
): Promise<boolean> {
  const { faults } = options;
  print(texts.stack.starting(WORKERS));
  const stack = await startStack({
    run,
    redisUrl,
    faults,
    texts,
    started: (process) => cleanup.add(() => endProcess(process)),
  });
  printAddresses(stack, { run, texts, print });
  if (faults) print(`${texts.stack.faults}: ${FAULT_RULES}`);
  print();
  await forgetOldBill(stack);
  const files = await findStoryboardFiles(options.files, standing);
  const posted = await postStoryboards({ apiUrl: stack.apiUrl, files, providers: PROVIDERS, texts, print });
  const pictures =
    options.files.length === 0 ? await postPictures(stack.apiUrl, { faults, texts }) : undefined;
  const storyboardIds = [...posted.map(({ id }) => id), ...(pictures?.storyboardIds ?? [])];
  print();
  await watchProgress({
    apiUrl: stack.apiUrl,
    storyboardIds,
    texts,
    screen: createScreen(process.stdout),
    limitMs: LIMIT_MS,
    checkAlive: stack.checkAlive,
  });
  const isGood = await reportRun({
    stack,
    storyboardIds,
    ...(pictures && { pictures }),
    run,
    texts,
    startedAt,
    print,
  });
  if (options.keep) await keepRunning(stack.apiUrl, { texts, print });
  return isGood;
}

/** Uploads the example with pictures, a share of its shots for each provider. */
async function postPictures(
  apiUrl: string,
  { faults, texts }: { faults: boolean; texts: Catalogue },
): Promise<{ folder: PictureFolder; storyboardIds: readonly string[] }> {
  const folder = await readPictureFolder(PICTURE_FOLDER);
  const storyboardIds: string[] = [];
  for (const share of sharesOf(faults)) {
    const { id, name, counts } = await postShare(apiUrl, folder, share);
    storyboardIds.push(id);
    const takes = Object.values(counts).reduce((sum, count) => sum + count, 0);
    print(texts.pictures.posted(name, takes, share.provider, folder.files.length));
  }
  return { folder, storyboardIds };
}

/** Resets the bill if the book is new: its takes of an earlier run are unknown. */
async function forgetOldBill({ apiUrl, sandboxUrl }: Stack): Promise<void> {
  if ((await readTakes(apiUrl)).length > 0) return;
  const answer = await fetch(`${sandboxUrl}/bill/reset`, { method: 'POST' });
  await answer.body?.cancel();
}

/** Explains how to post a storyboard, and waits for the signal that ends the demo. */
async function keepRunning(
  apiUrl: string,
  { texts, print }: { texts: Catalogue; print: (line?: string) => void },
): Promise<void> {
  const curl = `curl -sS -H 'content-type: application/json' --data-binary @examples/lighthouse.json ${apiUrl}/v1/storyboards`;
  print();
  print(texts.keep.running);
  print(`  ${curl}`);
  print(texts.keep.stop);
  // The children keep this process alive; the signal handler ends it.
  await new Promise(() => {});
}
