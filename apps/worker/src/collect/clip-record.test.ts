import type { TakeRecord } from '@cineflow/book';
import { expect, test } from 'vitest';
import { sidecarOf } from './clip-record.ts';

const ASSET = `asset:${'a'.repeat(64)}`;

test('a sidecar names its pictures, and holds no credentials', () => {
  const input = (url: string) => ({ role: 'reference' as const, url });
  const take = {
    spentMicros: 0,
    request: {
      model: 'm',
      prompt: 'p',
      durationSeconds: 10,
      aspectRatio: '16:9',
      inputs: [input(ASSET), input('https://user:word@example.com/a.png?signature=secret')],
    },
  } as unknown as TakeRecord;
  expect(sidecarOf(take)({ key: 'a.mp4', sizeBytes: 1, sha256: 'b' })).toMatchObject({
    inputs: [{ url: ASSET }, { url: 'https://example.com/a.png' }],
  });
});
