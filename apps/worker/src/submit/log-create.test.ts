import type { CreateOutcome } from '@cineflow/providers';
import { createLogger } from '@cineflow/telemetry';
import { expect, test } from 'vitest';
import { decideAfterSubmit } from './decide-after-submit.ts';
import { logCreate } from './log-create.ts';

const evidence = { status: 502, elapsedMs: 7 };

test.each<[CreateOutcome, object]>([
  [
    { kind: 'unconfirmed', message: 'a page answered', evidence },
    { level: 'warn', msg: 'create unconfirmed', cause: 'a page answered', status: 502 },
  ],
  [
    { kind: 'refused', refusal: 'content-policy', message: 'not this', evidence },
    { level: 'warn', msg: 'take failed', reason: 'content-policy', cause: 'not this' },
  ],
  [
    { kind: 'refused', refusal: 'busy', message: 'too many', evidence },
    { level: 'info', msg: 'create not bought, the take is in line again', because: 'throttled' },
  ],
  [
    { kind: 'not-sent', message: 'refused', ownFault: false, evidence },
    { level: 'info', msg: 'create not bought, the take is in line again', cause: 'refused' },
  ],
  [
    { kind: 'accepted', operation: { id: 'op_1' }, evidence },
    { level: 'info', msg: 'create accepted', operationId: 'op_1' },
  ],
])('%o is one line', (outcome, line) => {
  const lines: string[] = [];
  const destination = { write: (text: string) => void lines.push(text) };
  const log = createLogger({ name: 'worker', level: 'info', secrets: [], destination });
  const decision = outcome.kind === 'accepted' ? null : decideAfterSubmit(outcome, 1);
  logCreate(log, { takeId: 'sb_1-1-1', attempt: 1, outcome, decision });
  expect(lines.map((text) => JSON.parse(text) as object)).toEqual([
    expect.objectContaining({ takeId: 'sb_1-1-1', attempt: 1, ...line }),
  ]);
});
