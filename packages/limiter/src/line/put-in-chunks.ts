import type { LineTake } from '@cineflow/core';
import type { Redis } from 'ioredis';
import { asAdmission, asList } from '../admission.ts';
import { LINE_COMMANDS, type PutArgs, type PutReply } from './line-commands.ts';

/** Up to this many rows travel with other calls of the same moment; more go by themselves. */
const STEP_ROWS = 8;
/** Redis does nothing else during a script: this many rows take it a few milliseconds. */
const CHUNK_ROWS = 100;

/** Sends rows to Redis, many of them in several scripts one after the other. */
export async function putInChunks(redis: Redis, keys: readonly string[], args: PutArgs): Promise<PutReply> {
  if (args.takes.length <= STEP_ROWS) return tidy(await LINE_COMMANDS.put(redis, keys, args));
  const { outcome, witness, ...each } = args;
  const merged: PutReply = { admitted: [], newer: [], ended: [] };
  // The outcome is told once, so the take it is about goes first: it may have to step back.
  const isFirst = ({ takeId }: LineTake) => takeId === outcome?.takeId;
  const rows = [...args.takes.filter(isFirst), ...args.takes.filter((take) => !isFirst(take))];
  for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
    const takes = rows.slice(start, start + CHUNK_ROWS);
    const once = start === 0 ? { outcome, witness } : {};
    const reply = tidy(await LINE_COMMANDS.putMany(redis, keys, { ...each, takes, ...once }));
    merged.admitted.push(...reply.admitted);
    merged.newer.push(...reply.newer);
    merged.ended.push(...reply.ended);
    // The last answer knows what the ones before left.
    if (reply.nextChangeAt === undefined) delete merged.nextChangeAt;
    else merged.nextChangeAt = reply.nextChangeAt;
  }
  return merged;
}

function tidy(reply: PutReply): PutReply {
  const { newer, ended } = reply;
  return { ...asAdmission(reply), newer: asList<string>(newer), ended: asList<string>(ended) };
}
