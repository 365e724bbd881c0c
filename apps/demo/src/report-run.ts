import { readBill, type Bill } from './bill/bill.ts';
import { judgeBill } from './bill/judge-bill.ts';
import { checkClip } from './clips/check-clip.ts';
import { type NamedTake, readTakes } from './clips/read-takes.ts';
import { renderTakes } from './clips/render-takes.ts';
import { findProblems } from './find-problems.ts';
import type { Catalogue } from './locales/catalogue.ts';
import { judgePictures, renderWays } from './pictures/judge-pictures.ts';
import { filesOfShots, type PictureFolder } from './pictures/picture-folder.ts';
import { readAssets } from './pictures/read-assets.ts';
import { renderSummary } from './render-summary.ts';
import type { RunFolder } from './stack/choose-run-folder.ts';
import { LIMIT } from './stack/stack-environment.ts';
import type { Stack } from './stack/start-stack.ts';
import { styleText } from 'node:util';

export interface Report {
  stack: Stack;
  storyboardIds: readonly string[];
  /** The folder uploaded beside, and its storyboards. */
  pictures?: { folder: PictureFolder; storyboardIds: readonly string[] };
  run: RunFolder;
  texts: Catalogue;
  startedAt: number;
  print: (line?: string) => void;
}

/** Checks all clips and the bill, prints the findings, and returns whether all promises held. */
export async function reportRun(report: Report): Promise<boolean> {
  const { stack, storyboardIds, run, texts, startedAt, print } = report;
  const bill: Bill = await readBill(stack.sandboxUrl);
  const everyTake = await readTakes(stack.apiUrl);
  const takes = everyTake.filter(({ storyboardId }) => storyboardIds.includes(storyboardId));
  const verdict = judgeBill(bill, everyTake);
  const wrongClips = await checkClips(takes, { apiUrl: stack.apiUrl, folder: run.clips });
  print();
  renderTakes(takes, texts).forEach(print);
  print();
  renderSummary({ bill, verdict, takes, limit: LIMIT, texts }).forEach(print);
  const wrongPictures = await checkPictures(report, bill, takes);
  const findings = { bill, verdict, takes, wrongClips, limit: LIMIT, texts };
  const problems = [...findProblems(findings), ...wrongPictures];
  print();
  if (problems.length === 0) {
    print(styleText('green', texts.result.good(Math.round((performance.now() - startedAt) / 1000))));
    return true;
  }
  print(styleText('red', texts.result.bad));
  for (const problem of problems) print(`  ${problem}`);
  print(texts.result.seeLogs(run.logs));
  return false;
}

/** Prints how pictures went to each provider; returns what is wrong with them. */
async function checkPictures(
  { stack, pictures, texts, print }: Report,
  bill: Bill,
  takes: readonly NamedTake[],
): Promise<readonly string[]> {
  if (pictures === undefined) return [];
  const { ways, problems } = judgePictures({
    takes: takes.filter(({ storyboardId }) => pictures.storyboardIds.includes(storyboardId)),
    bill,
    filesOfShots: filesOfShots(pictures.folder),
    kept: await readAssets(stack.apiUrl),
    texts,
  });
  for (const line of renderWays(ways, texts)) print(`  ${line.replaceAll('\n', '\n  ')}`);
  return problems;
}

async function checkClips(
  takes: readonly NamedTake[],
  places: { apiUrl: string; folder: string },
): Promise<Map<NamedTake, string>> {
  const wrong = new Map<NamedTake, string>();
  for (const take of takes) {
    if (take.state !== 'completed' && take.state !== 'reused') continue;
    const why = await checkClip(take, places);
    if (why !== undefined) wrong.set(take, why);
  }
  return wrong;
}
