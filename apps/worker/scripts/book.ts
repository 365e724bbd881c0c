/**
 * `pnpm book status`: place and health of the book; exit code 1 without an answer · `pnpm book backup FILE`: a
 * complete copy while everything runs · `pnpm book restore`: completes a restored copy from Redis, store and
 * providers.
 */
import type { BookHealth } from '@cineflow/book';
import { parseSettings, readArguments, refuseArguments } from '@cineflow/settings';
import { resolve } from 'node:path';
import { openBookOf } from '@cineflow/platform';
import { createContext } from '../src/context.ts';
import { restoreBook } from '../src/recovery/restore-book.ts';

const USAGE = `用法 Usage:
  pnpm book status        账本的位置、大小与状况 where the book is, and how it is
  pnpm book backup FILE   备份到新文件，无需停机 a whole copy in a new file, while everything runs on
  pnpm book restore       放回旧备份后执行：先与 Redis、片段目录、服务商核对，再恢复提交
                          after a copy was put back: Redis, store and providers are compared before anything is sent
0 完成 done · 1 失败 failed · 2 参数错误 wrong arguments`;

const [name = '', file, ...others] = readArguments(USAGE, {}).positionals;
const isKnown = ['status', 'backup', 'restore'].includes(name);
if (!isKnown || others.length > 0 || (name === 'backup') !== (file !== undefined)) {
  refuseArguments('status | backup FILE | restore', USAGE);
}
const settings = parseSettings(process.env);
const book = openBookOf(settings);

try {
  if (name === 'status') await status();
  else if (file !== undefined) await backup(resolve(file));
  else await restore();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
} finally {
  await book.close();
}

async function status(): Promise<void> {
  const health = await book.health();
  console.log(describe(health).join('\n'));
  if (!health.ok) {
    process.exitCode = 1;
    return;
  }
  const { bookId, schema, redisEpoch, currency } = await book.identity.read({});
  console.log(
    `编号 Id: ${bookId}\n结构版本 Schema: ${schema}\n货币 Currency: ${currency}\nRedis 纪元 Redis epoch: ${redisEpoch}`,
  );
}

function describe({ driver, ok, reason, place, sizeBytes, freeBytes, warnings }: BookHealth): string[] {
  return [
    `账本 Book: ${driver}, ${place}`,
    ok ? '状态 State: 正常 ok' : `状态 State: 不可用 not available: ${reason ?? '?'}`,
    ...(sizeBytes === undefined ? [] : [`大小 Size: ${megabytes(sizeBytes)}`]),
    ...(freeBytes === undefined ? [] : [`剩余空间 Free: ${megabytes(freeBytes)}`]),
    ...warnings.map((warning) => `警告 Warning: ${warning}`),
  ];
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

async function backup(target: string): Promise<void> {
  await book.backup(target);
  console.log(`已备份到 Copied to ${target}`);
}

async function restore(): Promise<void> {
  const context = createContext({ ...settings, logLevel: 'error' });
  const restored = await restoreBook(context);
  const { operations, attempts, cancelled, paused, clips, listed, incompleteLists, lostTakes } = restored;
  await context.close();
  console.log(`由 Redis 得知：任务 ${operations} 个，可能已提交 ${attempts} 个，已取消 ${cancelled} 个，已暂停的分镜 ${paused} 个；片段 ${clips} 个；在服务商列表中找到 ${listed} 个
known from Redis: ${operations} operations, ${attempts} attempts that may have been sent, ${cancelled} cancelled, ${paused} storyboards paused; ${clips} clips; ${listed} found in lists`);
  if (incompleteLists.length > 0) {
    console.log(`警告：以下服务商的任务列表未能读完，可能还有已付费的任务未找到：
warning: the lists of these could not be read to their end, and may hold more that is paid:
  ${incompleteLists.join('\n  ')}`);
  }
  if (lostTakes.length === 0) return;
  console.log(`备份之后才下单、账本中没有的条目（请重新下单，已有片段不会重复付费）：
ordered after the copy was made; order them again, stored clips are not paid twice:
  ${lostTakes.join('\n  ')}`);
}
