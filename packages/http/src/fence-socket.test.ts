import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startRawServer } from '../test/start-server.ts';
import { FencedError, fenceSocket, WriteFence } from './fence-socket.ts';

test('asks at the write itself, not when the socket is handed over', async () => {
  await using server = await startRawServer(() => undefined);
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  let isAllowed = true;
  const fence = new WriteFence(() => isAllowed);
  fenceSocket(socket, fence);
  isAllowed = false;
  const failed = once(socket, 'error');
  socket.cork();
  socket.write('GET / ');
  socket.write('HTTP/1.1\r\n');
  socket.uncork();
  expect(await failed).toEqual([expect.any(FencedError)]);
  expect(fence).toMatchObject({ refused: true, bytesWritten: 0 });
  expect(socket.destroyed).toBe(true);
  expect(server.received()).toBe('');
});

test('once the first byte has left, nothing is held back', () => {
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
