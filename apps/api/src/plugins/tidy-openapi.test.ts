import { expect, test } from 'vitest';
import { tidyOpenApi } from './tidy-openapi.ts';

test('keeps directly or indirectly used schemas, sorted', () => {
  const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  const document = {
    paths: {
      '/': { get: { responses: { 200: { description: 'Default Response', schema: reference('Z') } } } },
    },
    components: {
      schemas: {
        Z: { items: reference('A') },
        Unused: { type: 'string' },
        A: { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: 3 },
      },
    },
  };
  expect(tidyOpenApi(document)).toEqual({
    paths: { '/': { get: { responses: { 200: { description: 'OK', schema: reference('Z') } } } } },
    components: { schemas: { A: { type: 'integer', maximum: 3 }, Z: { items: reference('A') } } },
  });
  expect(Object.keys(tidyOpenApi(document).components.schemas)).toEqual(['A', 'Z']);
});
