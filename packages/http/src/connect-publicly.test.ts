import type { LookupFunction } from 'node:net';
import { expect, test } from 'vitest';
import { startRawServer } from '../test/start-server.ts';
import { connectPublicly } from './connect-publicly.ts';
import { DownloadError } from './download-error.ts';

function connect(host: string, port: number, lookup?: LookupFunction): Promise<Error | null> {
  return new Promise((resolve) => {
    connectPublicly(true, lookup)(
      { host, port },
      (error) => resolve(error),
      () => undefined,
    );
  });
}

test('checks the address of the connected socket', async () => {
  await using server = await startRawServer(() => undefined);
  const deceive: LookupFunction = (_, options, callback) => {
    if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
    else callback(null, '127.0.0.1', 4);
  };
  const error = await connect('public.example', server.port, deceive);
  expect(error).toBeInstanceOf(DownloadError);
  expect(error?.message).toContain('127.0.0.1');
  expect(server.received()).toBe('');
});

test('does not connect to a name with private addresses only', async () => {
  await using server = await startRawServer(() => undefined);
  expect(await connect('localhost', server.port)).toMatchObject({ code: 'forbidden' });
  expect(server.sockets).toEqual([]);
});

test('does not connect to a literal private address', async () => {
  await using server = await startRawServer(() => undefined);
  expect(await connect('127.0.0.1', server.port)).toMatchObject({ code: 'forbidden' });
  expect(server.sockets).toEqual([]);
});
