import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { Disk } from '../disk/disk.ts';

/** How to reach an S3-compatible store. `docs/storage.md` lists what each kind of server needs. */
export interface S3Settings {
  /** Absent: AWS. */
  endpoint?: string;
  region: string;
  bucket: string;
  /** Absent: the SDK's own chain (environment, instance role …). */
  credentials?: { accessKeyId: string; secretAccessKey: { reveal(): string } };
  /** Prepended to every key, such as `clips/`. */
  prefix?: string;
  /** `endpoint/bucket/key` instead of `bucket.endpoint/key`. */
  forcePathStyle?: boolean;
  /** Address of the store for clients, where it differs from ours. */
  publicEndpoint?: string;
  /** Sends a SHA-256 with each upload; false for servers that do not know it. */
  checksums?: boolean;
}

/** Runs work when all earlier work under the same name has ended. */
type InTurn = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>;

/** What every operation on the bucket needs. */
export interface Bucket {
  client: S3Client;
  /** Signs links for clients; sends nothing. */
  linkClient: S3Client;
  name: string;
  prefix: string;
  checksums: boolean;
  /** Where files lie before their upload. */
  disk: Disk;
  /** False once the server refused a conditional write as unknown. */
  conditionalWrites: boolean;
  /** One writer at a time for each key: not every server can refuse the second. */
  inTurn: InTurn;
  /** True from a refused write until one succeeds. */
  refusing: boolean;
}

const CONNECT_TIMEOUT_MS = 10_000;
const SILENCE_TIMEOUT_MS = 60_000;
const MAX_ATTEMPTS = 4;

/** Opens a bucket; sends nothing before the first operation. */
export function openBucket(settings: S3Settings, disk: Disk): Bucket {
  const { endpoint, publicEndpoint = endpoint, prefix = '', checksums = true } = settings;
  return {
    client: new S3Client(configOf(settings, endpoint)),
    linkClient: new S3Client(configOf(settings, publicEndpoint)),
    name: settings.bucket,
    prefix,
    checksums,
    disk,
    conditionalWrites: true,
    inTurn: createTurns(),
    refusing: false,
  };
}

/** The bucket and object name of a key, as every command takes them. */
export function address(bucket: Bucket, key: string): { Bucket: string; Key: string } {
  return { Bucket: bucket.name, Key: bucket.prefix + key };
}

function configOf(settings: S3Settings, endpoint: string | undefined): S3ClientConfig {
  const { region, credentials, forcePathStyle = false } = settings;
  return {
    region,
    forcePathStyle,
    maxAttempts: MAX_ATTEMPTS,
    // Most servers but AWS do not know the SDK's own checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, socketTimeout: SILENCE_TIMEOUT_MS },
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && {
      credentials: {
        accessKeyId: credentials.accessKeyId,
        secretAccessKey: credentials.secretAccessKey.reveal(),
      },
    }),
  };
}

/** Turns within this process. Forgets a name without waiting work. */
function createTurns(): InTurn {
  const last = new Map<string, Promise<unknown>>();
  return async (name, work) => {
    const before = last.get(name) ?? Promise.resolve();
    const mine = before.then(work);
    const settled = mine.catch(() => undefined);
    last.set(name, settled);
    try {
      return await mine;
    } finally {
      if (last.get(name) === settled) last.delete(name);
    }
  };
}
