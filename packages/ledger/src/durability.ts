import type { Redis } from 'ioredis';

/**
 * How a write is known to survive a crash of Redis. `always`: it is on the disk before it is answered. `proof`: one
 * can wait until it is (WAITAOF). `none`: neither, so a crash of Redis may eat what it has answered.
 */
export interface Durability {
  kind: 'always' | 'proof' | 'none';
  /** Why, in words for a person. */
  reason: string;
}

/** Longest wait for a proof, ms. */
const PROOF_TIMEOUT_MS = 2000;

/** Finds out what this Redis promises. A server that forbids CONFIG is judged by what WAITAOF answers. */
export async function readDurability(redis: Redis): Promise<Durability> {
  const appendonly = await configOf(redis, 'appendonly');
  if (appendonly === 'no')
    return { kind: 'none', reason: 'appendonly is off: Redis keeps nothing on the disk' };
  const fsync = await configOf(redis, 'appendfsync');
  if (appendonly === 'yes' && fsync === 'always') return { kind: 'always', reason: 'appendfsync is always' };
  try {
    await redis.call('WAITAOF', '1', '0', '1');
    return { kind: 'proof', reason: `appendfsync is ${fsync ?? 'unknown'}; each intent waits for WAITAOF` };
  } catch {
    const says = `appendfsync is ${fsync ?? 'unknown'}, and this Redis has no WAITAOF (7.2 or newer)`;
    return { kind: 'none', reason: `${says}: set appendfsync always` };
  }
}

async function configOf(redis: Redis, name: string): Promise<string | undefined> {
  try {
    const [, value] = await redis.config('GET', name);
    return value;
  } catch {
    return undefined;
  }
}

/** Waits until every write that was answered before the call is on the disk of Redis. */
export type ProveDurable = () => Promise<boolean>;

/**
 * Proofs on a connection of their own, because waiting blocks it; those who wait share one round. A write of its own
 * precedes the wait: WAITAOF covers what came before the last write of its connection.
 */
export function createDurabilityProof(
  connect: () => Redis,
  prefix: string,
): { prove: ProveDurable; close: () => void } {
  let connection: Redis | undefined;
  let next: Promise<boolean> | undefined;
  let running: Promise<unknown> = Promise.resolve();
  const prove = async (): Promise<boolean> => {
    connection ??= connect();
    try {
      await connection.set(`${prefix}:durable`, '1');
      const [onDisk] = (await connection.call('WAITAOF', '1', '0', String(PROOF_TIMEOUT_MS))) as [number];
      return onDisk >= 1;
    } catch {
      return false;
    }
  };
  const proveTogether = (): Promise<boolean> => {
    if (next) return next;
    const round = running.then(() => {
      next = undefined;
      return prove();
    });
    next = round;
    running = round;
    return round;
  };
  return { prove: proveTogether, close: () => connection?.disconnect() };
}
