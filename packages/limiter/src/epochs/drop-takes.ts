import type { Redis } from 'ioredis';

const SCAN_COUNT = 1000;

/** Keys of takes in a lane. The hash of the lane, `renders` and `asked` are not about takes. */
const OF_TAKES =
  /^.+?:(permits|permits:.*|trying|wakes|later|due|flows|flow:.*|fair-queue:.*|fair-queues|ready|budget|aside)$/;

/** Removes all records of takes and all their places in the lanes. */
export async function dropTakes(redis: Redis, prefix: string): Promise<void> {
  // Lanes first: a row that arrives in between is then complete or put again.
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
