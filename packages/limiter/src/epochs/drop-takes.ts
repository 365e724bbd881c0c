import type { Redis } from 'ioredis';

const SCAN_COUNT = 1000;

/** What takes have in a lane. The hash of the lane itself, `renders` and `asked` say nothing of takes. */
const OF_TAKES =
  /^.+?:(permits|permits:.*|trying|wakes|later|due|flows|flow:.*|fair-queue:.*|fair-queues|ready|budget|aside)$/;

/** Removes every record of a take and every place a take has in a lane. */
export async function dropTakes(redis: Redis, prefix: string): Promise<void> {
  // Lanes first: a row that comes in between is then either whole or put again.
  await drop(redis, `${prefix}:lane:`, (rest) => OF_TAKES.test(rest));
  await drop(redis, `${prefix}:take:`, () => true);
}

async function drop(redis: Redis, start: string, isMeant: (rest: string) => boolean): Promise<void> {
  const pattern = `${start.replaceAll(/[\\*?[\]]/g, String.raw`\$&`)}*`;
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', SCAN_COUNT);
    const meant = keys.filter((key) => isMeant(key.slice(start.length)));
    if (meant.length > 0) await redis.unlink(...meant);
    cursor = next;
  } while (cursor !== '0');
}
