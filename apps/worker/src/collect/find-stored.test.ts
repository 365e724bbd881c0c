import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TakeRecord } from '@cineflow/book';
import { createClipStore, sidecarKey } from '@cineflow/storage';
import { afterAll, expect, test } from 'vitest';
import { keyOf, sidecarOf } from './clip-record.ts';
import { findStored } from './find-stored.ts';

const rootDir = await mkdtemp(join(tmpdir(), 'cineflow-stored-'));
afterAll(() => rm(rootDir, { recursive: true, force: true }));
const store = createClipStore({ rootDir, reserveBytes: 0 });

const BYTES = Buffer.from('the bytes of a clip');
const take = {
  takeId: 'sb_1-1-1',
  storyboardName: '雨夜',
  segmentIndex: 1,
  takeNumber: 1,
  operationId: 'op-1',
  fingerprint: 'a'.repeat(64),
  request: { durationSeconds: 10, aspectRatio: '16:9', inputs: [] },
  spentMicros: 0,
} as unknown as TakeRecord;
const clip = {
  key: keyOf(take),
  sizeBytes: BYTES.length,
  sha256: createHash('sha256').update(BYTES).digest('hex'),
};
const write = async (key: string, content: Buffer | string) => {
  await mkdir(dirname(join(rootDir, key)), { recursive: true });
  await writeFile(join(rootDir, key), content);
};

test('finds only the clip of this very operation', async () => {
  expect(await findStored(store, take)).toBeNull();
  await write(clip.key, BYTES);
  expect(await findStored(store, take)).toBeNull();
  await write(sidecarKey(clip.key), '{ "take": ');
  expect(await findStored(store, take)).toBeNull();
  await write(sidecarKey(clip.key), JSON.stringify(sidecarOf(take)(clip)));
  expect(await findStored(store, take)).toEqual(clip);
  expect(await findStored(store, { ...take, operationId: 'op-2' })).toBeNull();
  expect(await findStored(store, { ...take, takeId: 'sb_2-1-1' })).toBeNull();
  await write(clip.key, Buffer.from('other bytes of it!!'));
  expect(await findStored(store, take)).toBeNull();
});
