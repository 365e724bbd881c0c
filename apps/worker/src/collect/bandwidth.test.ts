import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { createBandwidth } from './bandwidth.ts';

const forever = new AbortController().signal;
const bodyOf = (chunks: number) =>
  Readable.from(Array.from({ length: chunks }, () => Buffer.alloc(1_000, 7)));

test('several bodies together come no faster than allowed, and whole', async () => {
  const bandwidth = createBandwidth(20_000);
  const startedAt = performance.now();
  const bodies = await Promise.all([2, 3].map((chunks) => buffer(bandwidth(bodyOf(chunks), forever))));
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(245);
  expect(bodies.map((bytes) => bytes.length)).toEqual([2_000, 3_000]);
});

test('without a number a body is passed on as it is', () => {
  const body = bodyOf(1);
  expect(createBandwidth()(body, forever)).toBe(body);
});

test('the signal ends the waiting, and the body behind it', async () => {
  const controller = new AbortController();
  const body = bodyOf(5);
  const slow = createBandwidth(1)(body, controller.signal);
  const read = buffer(slow);
  controller.abort();
  await expect(read).rejects.toThrow('aborted');
  expect(body.destroyed).toBe(true);
});

test('an error of the body is passed on', async () => {
  const broken = Readable.from(
    (function* () {
      yield Buffer.alloc(10);
      throw new Error('read ECONNRESET');
    })(),
  );
  await expect(buffer(createBandwidth(1_000_000)(broken, forever))).rejects.toThrow('ECONNRESET');
});
