import type { Redis } from 'ioredis';
import { commandsIn, readLuaBeside } from '../command.ts';
import { dropTakes } from './drop-takes.ts';

/** What this Redis says of the book it belongs to. */
export interface EpochLook {
  /** Null while closed: Redis was restarted, failed over or emptied since, and may have lost something. */
  number: number | null;
  /** The book it was last made whole from. */
  bookId: string | null;
  /** This Redis process, and its history of replication. */
  server: string;
  /** Its records were written by a newer version of CineFlow. */
  isNewer: boolean;
  /** There is no epoch at all: a new Redis, or one that lost its keys. */
  isEmpty: boolean;
  /** Why a worker sends nothing, in words for a person; null where none said so lately. */
  recovering: string | null;
  /** Ids of the last attempts that were seen committed in the book, newest first. */
  witness: string[];
}

/** Whether Redis is whole, and who makes it whole. */
export interface Epochs {
  look(): Promise<EpochLook>;
  /** Opens an epoch and ends the rebuild. False, and without effect, where `holder` has no lease of the rebuild. */
  open(args: { number: number; bookId: string; holder: string }): Promise<boolean>;
  /** Closes the epoch: nothing is sent until it is opened again. */
  close(): Promise<void>;
  /** Says for a while why a worker sends nothing. */
  explain(reason: string): Promise<void>;
  /** Takes or renews the lease of the rebuild; true for one holder at a time. */
  lease(holder: string, forMs: number): Promise<boolean>;
  /** Gives the lease up. */
  leave(holder: string): Promise<void>;
  /** Forgets every take, in all lanes; policy, breaker, render times and poll budget stay. */
  dropTakes(): Promise<void>;
}

/** A reason that is not said again is over after this time, ms. */
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
