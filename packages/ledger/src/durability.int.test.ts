import { connectRedis, startPrivateRedis, testPrefix } from '@cineflow/testkit';
import { expect, inject, test } from 'vitest';
import { createDurabilityProof, readDurability } from './durability.ts';

test('a Redis that keeps nothing on the disk promises nothing', async () => {
  await using server = await startPrivateRedis();
  await using redis = connectRedis(server.url);
  expect(await readDurability(redis)).toMatchObject({ kind: 'none' });
});

test('a Redis that syncs every write needs no proof', async () => {
  await using server = await startPrivateRedis({ appendonly: true });
  await using redis = connectRedis(server.url);
  expect(await readDurability(redis)).toEqual({ kind: 'always', reason: 'appendfsync is always' });
});

test('one that syncs every second is good where it can prove what is on the disk', async () => {
  await using server = await startPrivateRedis({ appendonly: true });
  await using redis = connectRedis(server.url);
  await redis.config('SET', 'appendfsync', 'everysec');
  const canProve = (await redis.command('INFO', 'waitaof'))[0] !== null;
  expect(await readDurability(redis)).toMatchObject({ kind: canProve ? 'proof' : 'none' });
  const proof = createDurabilityProof(() => redis.duplicate(), testPrefix());
  const proofs = await Promise.all([proof.prove(), proof.prove(), proof.prove()]);
  expect(proofs).toEqual([canProve, canProve, canProve]);
  proof.close();
});

test('there is no proof where nothing is written to a file', async () => {
  await using redis = connectRedis(inject('redisUrl'));
  const proof = createDurabilityProof(() => redis.duplicate(), testPrefix());
  expect(await proof.prove()).toBe(false);
  proof.close();
});
