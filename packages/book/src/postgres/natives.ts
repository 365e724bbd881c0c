import { Failure } from '@cineflow/contracts';
import { toClip, toRequest } from '../procedures/rows.ts';
import type { Row } from '../sql/procedure.ts';
import type { Native } from './transaction.ts';

/** Procedures of the book that are functions of the database: one statement, one way there and back. */
export const natives: Readonly<Record<string, Native>> = {
  'takes.begin': { text: 'select begin_attempt($1::jsonb) as reply /*flush*/', toReply: toBegun },
};

/** The function answers what is JSON in a column as text: made into jsonb it might change, or be refused. */
function toBegun({ reply }: Row): unknown {
  const { request, clip, failure, ...begun } = JSON.parse(String(reply)) as Record<string, unknown>;
  return {
    ...begun,
    ...(typeof request === 'string' ? { request: toRequest(request) } : {}),
    ...(typeof clip === 'string' ? { clip: toClip(clip) } : {}),
    ...(typeof failure === 'string' ? { failure: Failure.parse(JSON.parse(failure)) } : {}),
  };
}
