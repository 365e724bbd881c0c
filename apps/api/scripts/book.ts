/**
 * `pnpm book status`: where the book is and how it is; ends with 1 where it does not answer · `pnpm book backup FILE`:
 * writes a whole copy to a new file while everything runs on.
 */
import type { BookHealth } from '@cineflow/book';
import { parseSettings, readArguments, refuseArguments } from '@cineflow/settings';
import { resolve } from 'node:path';
import { openBookOf } from '../src/context.ts';

const USAGE = `用法 Usage:
  pnpm book status        账本的位置、大小与状况 where the book is, and how it is
  pnpm book backup FILE   备份到新文件，无需停机 a whole copy in a new file, while everything runs on`;

const [name = '', file, ...others] = readArguments(USAGE, {}).positionals;
if ((name !== 'status' && name !== 'backup') || others.length > 0)
  refuseArguments('status | backup FILE', USAGE);
if ((name === 'backup') !== (file !== undefined)) refuseArguments('status | backup FILE', USAGE);
const book = openBookOf(parseSettings(process.env));

try {
  if (file === undefined) await status();
  else await backup(resolve(file));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
} finally {
  await book.close();
}

async function status(): Promise<void> {
  const health = await book.health();
  for (const line of describe(health)) process.stdout.write(`${line}\n`);
  if (!health.ok) {
    process.exitCode = 1;
    return;
  }
  const { bookId, schema, redisEpoch } = await book.identity.read({});
  process.stdout.write(
    `编号 Id: ${bookId}\n结构版本 Schema: ${schema}\nRedis 纪元 Redis epoch: ${redisEpoch}\n`,
  );
}

async function backup(target: string): Promise<void> {
  await book.backup(target);
  process.stdout.write(`已备份到 Copied to ${target}\n`);
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
