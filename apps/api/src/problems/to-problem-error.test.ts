import { RetryStoryboard, type Problem } from '@cineflow/contracts';
import Fastify from 'fastify';
import { validatorCompiler } from 'fastify-type-provider-zod';
import { expect, test } from 'vitest';
import type { App } from '../app-type.ts';
import { addProblemDetails } from '../plugins/problem-details.ts';

test.each([
  ['an old field', '"film": true', { pointer: '', fix: '"film" is called "clip" now.' }],
  ['an old state', '"state": "skipped"', { pointer: '/state', detail: '"skipped" is called "reused" now.' }],
])('%s is answered with its new name', async (_what, more, error) => {
  const app = Fastify() as unknown as App;
  app.setValidatorCompiler(validatorCompiler);
  addProblemDetails(app);
  app.post('/', { schema: { body: RetryStoryboard } }, () => 'retried');
  const payload = `{ "by": "Li", "reason": "late", ${more} }`;
  const headers = { 'content-type': 'application/json' };
  const answer = await app.inject({ method: 'POST', url: '/', headers, payload });
  expect([answer.statusCode, answer.json<Problem>().errors]).toEqual([400, [expect.objectContaining(error)]]);
});
