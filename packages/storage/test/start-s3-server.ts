import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import S3rver from '@20minutes/s3rver';
import type { S3Settings } from '../src/index.ts';

export interface S3Server extends AsyncDisposable {
  settings: S3Settings & { endpoint: string };
}

const BUCKET = 'clips';

/** The SDK's own client of a test server, to look behind the store. */
export function clientOf({ endpoint, region, credentials }: S3Server['settings']): S3Client {
  return new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    ...(credentials && {
      credentials: { ...credentials, secretAccessKey: credentials.secretAccessKey.reveal() },
    }),
  });
}

/** A real S3 server in this process, with one empty bucket. */
export async function startS3Server(): Promise<S3Server> {
  const directory = await mkdtemp(join(tmpdir(), 'cineflow-s3-'));
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    directory,
    silent: true,
    allowMismatchedSignatures: true,
    configureBuckets: [{ name: BUCKET, configs: [] }],
  });
  const { port } = await server.run();
  return {
    settings: {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      bucket: BUCKET,
      prefix: 'cineflow/',
      forcePathStyle: true,
      credentials: { accessKeyId: 'S3RVER', secretAccessKey: { reveal: () => 'S3RVER' } },
    },
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
