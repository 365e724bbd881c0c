import type { Redis } from 'ioredis';
import { commandsIn, readLuaBeside } from '../command.ts';

const SCAN_COUNT = 1000;
/** Keys of takes in a lane. The hash of the lane, `renders` and `asked` are not about takes. */
const OF_TAKES =
  /^.+?:(permits|permits:.*|trying|wakes|later|due|flows|flow:.*|fair-queue:.*|fair-queues|ready|budget|aside)$/;

/** The epoch as stored in this Redis. */
export interface EpochLook {
  /** Null while closed: Redis was restarted, failed over or emptied, and may have lost state. */
  number: number | null;
  /** The book that Redis was last rebuilt from. */
  bookId: string | null;
  /** This Redis process and its replication history. */
  server: string;
  /** The records were written by a newer version of CineFlow. */
  isNewer: boolean;
  /** No epoch at all: a new Redis, or one that lost its keys. */
  isEmpty: boolean;
  /** Why a worker sends nothing, as a sentence; null without a recent reason. */
  recovering: string | null;
  /** Ids of the latest attempts known to be committed in the book, newest first. */
  witness: string[];
}

/** State of Redis relative to the book, and the lease to rebuild it. */
export interface Epochs {
  look(): Promise<EpochLook>;
  /** Opens an epoch and ends the rebuild. False without effect if `holder` has no rebuild lease. */
  open(args: { number: number; bookId: string; holder: string }): Promise<boolean>;
  /** Closes the epoch: nothing is sent until it opens again. */
  close(): Promise<void>;
  /** Publishes for a while why a worker sends nothing. */
  explain(reason: string): Promise<void>;
  /** Takes or renews the rebuild lease; true for one holder at a time. */
  lease(holder: string, forMs: number): Promise<boolean>;
  /** Releases the lease. */
  leave(holder: string): Promise<void>;
  /** Removes all takes from all lanes; policy, breaker, render times and poll budget stay. */
  dropTakes(): Promise<void>;
}

/** Lifetime of a reason that is not repeated, ms. */
const EXPLAINED_MS = 5000;

const { defineCommand } = commandsIn(import.meta.url, [readLuaBeside(import.meta.url, 'epoch')]);
const lookEpoch = defineCommand<Record<string, never>, EpochLook>('look-epoch');
const openEpoch = defineCommand<{ number: number; bookId: string; holder: string }, { isOpened: boolean }>(
  'open-epoch',
);
const leaseRebuild = defineCommand<{ holder: string; forMs: number }, { isLeased: boolean }>('lease-rebuild');

/** The epochs of one installation. */
export function createEpochs(redis: Redis, prefix: string): Epochs {
  const where = [prefix] as const;
  return {
    look: async () => {
      const reply = await lookEpoch(redis, where, {});
      // An empty Lua list arrives as an object.
      return { ...reply, witness: Array.isArray(reply.witness) ? reply.witness : [] };
    },
    open: async (args) => (await openEpoch(redis, where, args)).isOpened,
    close: async () => void (await redis.hdel(`${prefix}:epoch`, 'server')),
    explain: async (reason) => void (await redis.set(`${prefix}:recovering`, reason, 'PX', EXPLAINED_MS)),
    lease: async (holder, forMs) =>
      (await leaseRebuild(redis, where, { holder, forMs: Math.ceil(forMs) })).isLeased,
    leave: async (holder) => void (await leaseRebuild(redis, where, { holder, forMs: 0 })),
    dropTakes: () => dropTakes(redis, prefix),
  };
}

/** Removes all records of takes and all their places in the lanes. */
async function dropTakes(redis: Redis, prefix: string): Promise<void> {
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
