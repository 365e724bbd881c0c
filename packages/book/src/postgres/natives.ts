import { Failure } from '@cineflow/contracts';
import { toClip, toRequest } from '../procedures/rows.ts';
import type { Row } from '../sql/procedure.ts';
import type { Native } from './transaction.ts';

/** Procedures implemented as database functions: one statement, one round trip. */
export const natives: Readonly<Record<string, Native>> = {
  'takes.begin': { text: 'select begin_attempt($1::jsonb) as reply /*flush*/', toReply: toBegun },
};

/** JSON columns come as text inside the reply: as jsonb they might change or be refused. */
function toBegun({ reply }: Row): unknown {
  const { request, clip, failure, ...begun } = JSON.parse(String(reply)) as Record<string, unknown>;
  return {
    ...begun,
    ...(typeof request === 'string' ? { request: toRequest(request) } : {}),
    ...(typeof clip === 'string' ? { clip: toClip(clip) } : {}),
    ...(typeof failure === 'string' ? { failure: Failure.parse(JSON.parse(failure)) } : {}),
  };
}
