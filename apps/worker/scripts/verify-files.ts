/**
 * `pnpm verify:files [--offline]`: compares every stored clip with the book and its sidecar; --offline needs no book.
 * Prints findings and one JSON line. Exit code 1: a clip is missing or damaged; 2: not the book's store.
 */
import { parseSettings, readArguments } from '@cineflow/settings';
import { createClipStore, markKey } from '@cineflow/storage';
import { createContext } from '../src/context.ts';
import { checkClips } from '../src/verify/check-clips.ts';
import { clipsOfBook } from '../src/verify/recorded-clips.ts';

const USAGE = `用法：pnpm verify:files [--offline]   重新校验每个片段；--offline 只对照旁边的 JSON，不需要账本
Usage: pnpm verify:files [--offline]   hashes every clip again; --offline compares with the JSON beside it, without the book
0 全部完好 all good · 1 缺失或损坏 missing or damaged · 2 不是账本所知的目录，或参数错误 another folder, or wrong arguments`;

const { values } = readArguments(USAGE, { offline: { type: 'boolean', default: false } });
const settings = parseSettings(process.env);
const store = createClipStore({ rootDir: settings.outputDirectory, ...settings.storage });
const context = values.offline ? null : createContext({ ...settings, logLevel: 'error' });
const mark = (await context?.book.identity.read({}))?.storeMark;
if (mark !== undefined && !(await store.isMarked(mark))) {
  console.error(`This is not the folder, or bucket, the clips are in: it lacks ${markKey(mark)}`);
  await context?.close();
  process.exit(2);
}
const counts = { good: 0, missing: 0, damaged: 0, unrecorded: 0 };
for await (const { key, verdict } of checkClips(store, context ? clipsOfBook(context.book) : [])) {
  counts[verdict] += 1;
  if (verdict !== 'good') console.error(`${verdict}: ${key}`);
}
await context?.close();
console.log(JSON.stringify(counts));
process.exitCode = counts.missing + counts.damaged > 0 ? 1 : 0;
