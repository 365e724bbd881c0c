import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { createClipStore } from '../src/index.ts';
import { openObjects } from '../src/objects/open-objects.ts';
import { listFiles } from './disk-under-test.ts';
import { clientOf, startS3Server } from './start-s3-server.ts';
import type { StoreUnderTest } from './store-under-test.ts';

/** A store in its own bucket on its own server. */
export async function createS3UnderTest(): Promise<StoreUnderTest> {
  const server = await startS3Server();
  const { settings } = server;
  const { bucket: Bucket, prefix = '' } = settings;
  const partsDir = await mkdtemp(join(tmpdir(), 'cineflow-parts-'));
  const storeSettings = { rootDir: partsDir, reserveBytes: 0, s3: settings };
  const client = clientOf(settings);
  const read = async (key: string): Promise<Uint8Array> => {
    const answer = await client.send(new GetObjectCommand({ Bucket, Key: prefix + key }));
    return (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
  };
  return {
    store: createClipStore(storeSettings),
    openObjects: () => openObjects(storeSettings),
    list: async () => {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix: prefix }));
      const objects = Contents.map(({ Key = '' }) => Key.slice(prefix.length));
      return [...objects, ...(await listFiles(partsDir))].toSorted();
    },
    readText: async (key) => Buffer.from(await read(key)).toString(),
    spoil: async (key) => {
      const bytes = await read(key);
      bytes[1_000] = (bytes[1_000] ?? 0) ^ 1;
      await client.send(new PutObjectCommand({ Bucket, Key: prefix + key, Body: bytes }));
    },
    remove: async (key) => {
      await client.send(new DeleteObjectCommand({ Bucket, Key: prefix + key }));
    },
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      await server[Symbol.asyncDispose]();
      await rm(partsDir, { recursive: true, force: true });
    },
  };
}
