import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startRawServer } from '../test/start-server.ts';
import { FencedError, fenceSocket, WriteFence } from './fence-socket.ts';

test.for(['one write', 'several at once'])('asks at the first write, not earlier: %s', async (way) => {
  await using server = await startRawServer(() => undefined);
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  let isAllowed = true;
  const fence = new WriteFence(() => isAllowed);
  fenceSocket(socket, fence);
  isAllowed = false;
  const failed = once(socket, 'error');
  if (way !== 'one write') socket.cork();
  socket.write('GET / ');
  if (way !== 'one write') socket.write('HTTP/1.1\r\n');
  socket.uncork();
  expect(await failed).toEqual([expect.any(FencedError)]);
  expect(fence).toMatchObject({ refused: true, bytesWritten: 0 });
  expect(socket.destroyed).toBe(true);
  expect(server.received()).toBe('');
});

test('blocks nothing after the first byte', () => {
  let isAllowed = true;
  const fence = new WriteFence(() => isAllowed);
  expect(fence.admit(10)).toBe(true);
  isAllowed = false;
  expect(fence.admit(5)).toBe(true);
  expect(fence.bytesWritten).toBe(15);
});

test('a refusal is final', () => {
  let isAllowed = false;
  const fence = new WriteFence(() => isAllowed);
  expect(fence.admit(10)).toBe(false);
  isAllowed = true;
  expect(fence.admit(10)).toBe(false);
  expect(fence.bytesWritten).toBe(0);
});
