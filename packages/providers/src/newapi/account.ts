import type { Money } from '@cineflow/core';
import type { Exchange } from '@cineflow/http';
import { z } from 'zod';
import { ask, atRoot, type Account } from '../kit/account.ts';
import { readPause, tell, toEvidence } from '../kit/evidence.ts';
import { parseJson } from '../kit/read.ts';
import { checkKey } from '../kit/relay/check-key.ts';
import { readReply } from '../kit/relay/reply.ts';
import type { Balance, CallContext, Charge, ChargeLog } from '../spec.ts';
import { CURRENCY, QUOTA_PER_USD } from './settings.ts';

const Quota = z.number().refine((quota) => Math.abs(quota) <= 1e13);
const Usage = z.object({
  data: z.object({ total_available: Quota, unlimited_quota: z.boolean().nullish().catch(undefined) }),
});

/**
 * What the key may still spend. A key without a limit, and a site without this path, fall back to a check by models.
 * [C] Sites allow this question 20 times in 20 minutes.
 */
export async function readBalance(account: Account, context: CallContext): Promise<Balance> {
  const { secrets } = account;
  const exchange = await ask(atRoot(account), '/api/usage/token/', context);
  const usage = readJson(exchange, Usage)?.data;
  if (usage !== undefined && usage.unlimited_quota !== true) {
    return {
      kind: 'known',
      balance: toMoney(usage.total_available),
      evidence: toEvidence(exchange, { secrets }),
    };
  }
  return checkKey(account, context);
}

/** [C] Row types of the log. */
const CONSUMED = 2;
const REFUNDED = 6;
/** [C] Most rows returned, newest first. */
const MOST_ROWS = 1_000;

const Row = z.object({
  created_at: z.number(),
  type: z.number(),
  quota: Quota,
  model_name: z.string().nullish().catch(undefined),
  task_id: z.string().nullish().catch(undefined),
  other: z.unknown().optional(),
});
const Log = z.object({ data: z.array(z.unknown()) });

/** Charges and refunds of the key since a time. They prove that money moved, not for which operation. */
export async function readChargeLog(account: Account, since: Date, context: CallContext): Promise<ChargeLog> {
  const { secrets } = account;
  const exchange = await ask(atRoot(account), '/api/log/token', context);
  const rows = readJson(exchange, Log)?.data;
  if (rows === undefined) {
    const words = readReply(exchange)?.problem?.words ?? `HTTP ${exchange.status}`;
    const message = tell(exchange.kind === 'failure' ? exchange.message : words, secrets);
    const evidence = toEvidence(exchange, { secrets, withBody: true });
    return { kind: 'error', message, ...readPause(exchange), evidence };
  }
  const read = rows.map((row) => Row.safeParse(row).data);
  const known = read.filter((row) => row !== undefined);
  const sinceSeconds = Math.floor(since.getTime() / 1_000);
  const reachesBack = rows.length < MOST_ROWS || known.some((row) => row.created_at < sinceSeconds);
  return {
    kind: 'known',
    charges: known.filter((row) => row.created_at >= sinceSeconds).flatMap((row) => toCharge(row)),
    complete: reachesBack && known.length === rows.length,
    evidence: toEvidence(exchange, { secrets }),
  };
}

function toCharge({
  created_at,
  type,
  quota,
  model_name: model,
  task_id,
  other,
}: z.infer<typeof Row>): Charge[] {
  if (type !== CONSUMED && type !== REFUNDED) return [];
  const refundOf = type === REFUNDED ? (task_id ?? readTaskId(other)) : undefined;
  const charge = {
    ...toMoney(Math.abs(quota)),
    at: new Date(created_at * 1_000).toISOString(),
    ...(model ? { model } : {}),
  };
  if (type === REFUNDED && refundOf === undefined) return [];
  return [refundOf === undefined ? charge : { ...charge, refundOf }];
}

/** `other` is an object, or its JSON text. */
function readTaskId(other: unknown): string | undefined {
  const value = typeof other === 'string' ? parseJson(other) : other;
  return z.object({ task_id: z.string().min(1) }).safeParse(value).data?.task_id;
}

function toMoney(quota: number): Money {
  return { amountMicros: Math.round((quota * 1_000_000) / QUOTA_PER_USD), currency: CURRENCY };
}

function readJson<Shape>(exchange: Exchange, schema: z.ZodType<Shape>): Shape | undefined {
  if (exchange.kind !== 'answer' || exchange.truncated || exchange.status !== 200) return undefined;
  return schema.safeParse(parseJson(exchange.body)).data;
}
