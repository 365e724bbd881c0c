/**
 * `pnpm book status` · `pnpm book backup FILE` · `pnpm book restore`: how the book is; a whole copy of it; joins a book
 * that was put back from a copy to Redis, store and providers before anything is sent.
 */
import { parseSettings, readArguments, refuseArguments } from '@cineflow/settings';
import { createContext } from '../src/context.ts';
import { restoreBook } from '../src/recovery/restore-book.ts';

const USAGE = `用法 Usage:
  pnpm book status          账本的位置、大小与状态 where the book is, its size and state
  pnpm book backup FILE     将账本完整备份到新文件 writes a whole copy to a new file
  pnpm book restore         放回旧备份后执行：先与 Redis、成片目录、服务商核对，再恢复提交
                            after a copy was put back: compares Redis, store and providers first, then sending goes on
0 完成 done · 1 失败 failed · 2 参数错误 wrong arguments`;

const { positionals } = readArguments(USAGE, {});
const [command, file] = positionals;
const context = createContext(parseSettings(process.env));

try {
  if (command === 'status') console.log(JSON.stringify(await context.book.health(), null, 2));
  else if (command === 'backup' && file !== undefined) await backup(file);
  else if (command === 'restore') await restore();
  else refuseArguments('status | backup FILE | restore', USAGE);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  await context.close();
}

async function backup(path: string): Promise<void> {
  await context.book.backup(path);
  console.log(`已备份到 ${path}\nwritten to ${path}`);
}

async function restore(): Promise<void> {
  const { operations, attempts, clips, listed, lostTakes } = await restoreBook(context);
  console.log(`由 Redis 得知的任务 ${operations} 个，可能已提交的 ${attempts} 个；成片 ${clips} 个；在服务商列表中找到 ${listed} 个
known from Redis: ${operations} operations, ${attempts} attempts that may have been sent; ${clips} clips; ${listed} found in lists`);
  if (lostTakes.length === 0) return;
  console.log(`备份之后才下单、账本中没有的条目（请重新下单，已有成片不会重复付费）：
ordered after the copy was made; order them again, stored clips are not paid twice:
  ${lostTakes.join('\n  ')}`);
}
