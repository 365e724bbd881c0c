import type { LineTake } from '@cineflow/core';
import type { Redis } from 'ioredis';
import { asAdmission, asList } from '../admission.ts';
import { LINE_COMMANDS, type PutArgs, type PutReply } from './line-commands.ts';

/** Calls with up to this many rows are sent together; larger ones separately. */
const STEP_ROWS = 8;
/** Rows per script. Redis is blocked during a script, a few milliseconds for this many. */
const CHUNK_ROWS = 100;

/** Sends rows to Redis, large sets in several scripts. */
export async function putInChunks(redis: Redis, keys: readonly string[], args: PutArgs): Promise<PutReply> {
  if (args.takes.length <= STEP_ROWS) return tidy(await LINE_COMMANDS.put(redis, keys, args));
  const { outcome, witness, ...each } = args;
  const merged: PutReply = { admitted: [], newer: [], ended: [] };
  // The outcome is reported once, so its take goes first: it may have to back off.
  const isFirst = ({ takeId }: LineTake) => takeId === outcome?.takeId;
  const rows = [...args.takes.filter(isFirst), ...args.takes.filter((take) => !isFirst(take))];
  for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
    const takes = rows.slice(start, start + CHUNK_ROWS);
    const once = start === 0 ? { outcome, witness } : {};
    const reply = tidy(await LINE_COMMANDS.putMany(redis, keys, { ...each, takes, ...once }));
    merged.admitted.push(...reply.admitted);
    merged.newer.push(...reply.newer);
    merged.ended.push(...reply.ended);
    // The last reply knows the state left by the others.
    if (reply.nextChangeAt === undefined) delete merged.nextChangeAt;
    else merged.nextChangeAt = reply.nextChangeAt;
  }
  return merged;
}

function tidy(reply: PutReply): PutReply {
  const { newer, ended } = reply;
  return { ...asAdmission(reply), newer: asList<string>(newer), ended: asList<string>(ended) };
}
