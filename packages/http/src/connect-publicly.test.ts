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

test('the address of the connected socket decides, whatever the name service said', async () => {
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

test('a name with only private addresses is not even connected to', async () => {
  await using server = await startRawServer(() => undefined);
  expect(await connect('localhost', server.port)).toMatchObject({ code: 'forbidden' });
  expect(server.sockets).toEqual([]);
});

test('a literal private address is not even connected to', async () => {
  await using server = await startRawServer(() => undefined);
  expect(await connect('127.0.0.1', server.port)).toMatchObject({ code: 'forbidden' });
  expect(server.sockets).toEqual([]);
});
