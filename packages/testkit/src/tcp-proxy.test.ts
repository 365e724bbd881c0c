import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { eventually } from './eventually.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

async function echoBehindProxy(): Promise<{ proxy: TcpProxy } & AsyncDisposable> {
  const server = createServer((socket) => socket.on('error', () => {}).pipe(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = await startTcpProxy({ port: (server.address() as AddressInfo).port });
  const close = async (): Promise<void> => {
    await proxy.close();
    await new Promise((resolve) => server.close(resolve));
  };
  return { proxy, [Symbol.asyncDispose]: close };
}

function talk(port: number) {
  const socket = connect(port, '127.0.0.1');
  const heard = { text: '', ended: false };
  socket.setEncoding('utf8').on('data', (text: string) => (heard.text += text));
  socket.on('error', () => {}).on('close', () => (heard.ended = true));
  return { socket, heard };
}

test('passes bytes on in both directions, in order', async () => {
  await using echo = await echoBehindProxy();
  const { socket, heard } = talk(echo.proxy.port);
  for (let piece = 0; piece < 200; piece += 1) socket.write(`${piece} `);
  const expected = Array.from({ length: 200 }, (_, piece) => `${piece} `).join('');
  await eventually(() => heard.text === expected);
  expect(echo.proxy.passedBytes).toEqual({ toServer: expected.length, toClient: expected.length });
});

test('adds latency to each direction', async () => {
  await using echo = await echoBehindProxy();
  echo.proxy.setLatency(60);
  const { socket, heard } = talk(echo.proxy.port);
  const startedAt = performance.now();
  socket.write('x');
  await eventually(() => heard.text === 'x', { everyMs: 1 });
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(115);
});

test('blocks one direction only, until released', async () => {
  await using echo = await echoBehindProxy();
  echo.proxy.block('toClient');
  const { socket, heard } = talk(echo.proxy.port);
  socket.write('hello');
  await eventually(() => echo.proxy.passedBytes.toServer === 5);
  expect({ ...heard, open: echo.proxy.connections }).toEqual({ text: '', ended: false, open: 1 });
  echo.proxy.release();
  await eventually(() => heard.text === 'hello');
});

test('cuts the connection after the given number of bytes, and only once', async () => {
  await using echo = await echoBehindProxy();
  echo.proxy.cutAfter(4, 'toClient');
  const first = talk(echo.proxy.port);
  first.socket.write('abcdefgh');
  await eventually(() => first.heard.ended);
  expect(first.heard.text).toBe('abcd');
  const second = talk(echo.proxy.port);
  second.socket.write('again');
  await eventually(() => second.heard.text === 'again');
});

test('resets open connections', async () => {
  await using echo = await echoBehindProxy();
  const { socket, heard } = talk(echo.proxy.port);
  const failed = once(socket, 'error');
  await eventually(() => echo.proxy.connections === 1);
  echo.proxy.reset();
  await expect(failed).resolves.toMatchObject([{ code: 'ECONNRESET' }]);
  await eventually(() => heard.ended);
  expect(echo.proxy.connections).toBe(0);
});

test('mutes open connections without an end; new ones work', async () => {
  await using echo = await echoBehindProxy();
  const before = talk(echo.proxy.port);
  before.socket.write('a');
  await eventually(() => before.heard.text === 'a');
  echo.proxy.mute();
  before.socket.write('b');
  const after = talk(echo.proxy.port);
  after.socket.write('c');
  await eventually(() => after.heard.text === 'c');
  expect(before.heard).toEqual({ text: 'a', ended: false });
  expect(echo.proxy.muted).toBe(1);
  before.socket.destroy();
  await eventually(() => echo.proxy.muted === 0);
});
