import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { Disk } from '../disk/disk.ts';
import { createTurns, type InTurn } from './turns.ts';

/** How an S3-compatible store is reached. `docs/storage.md` lists what each kind of server needs. */
export interface S3Settings {
  /** Absent: AWS itself. */
  endpoint?: string;
  region: string;
  bucket: string;
  /** Absent: the SDK's own chain (environment, instance role …). */
  credentials?: { accessKeyId: string; secretAccessKey: { reveal(): string } };
  /** Stands before every key, such as `films/`. */
  prefix?: string;
  /** `endpoint/bucket/key` instead of `bucket.endpoint/key`. */
  forcePathStyle?: boolean;
  /** Where clients reach the store, when that is not where we do. */
  publicEndpoint?: string;
  /** Sends a SHA-256 with each upload for the server to check; false where a server does not know it. */
  checksums?: boolean;
}

/** What every operation on the bucket needs to know. */
export interface Bucket {
  client: S3Client;
  /** Signs links for clients; never sends anything itself. */
  linkClient: S3Client;
  name: string;
  prefix: string;
  checksums: boolean;
  /** Where films are received and proved before they are uploaded. */
  staging: Disk;
  /** False once the server refused a condition on a write as unknown. */
  conditionalWrites: boolean;
  /** One after the other for each key: not every server can refuse the second writer. */
  inTurn: InTurn;
  /** True from a refused upload until a write succeeds. */
  refusing: boolean;
}

const CONNECT_TIMEOUT_MS = 10_000;
const SILENCE_TIMEOUT_MS = 60_000;
const MAX_ATTEMPTS = 4;

/** Opens a bucket; nothing is sent before the first operation. */
export function openBucket(settings: S3Settings, staging: Disk): Bucket {
  const { endpoint, publicEndpoint = endpoint, prefix = '', checksums = true } = settings;
  return {
    client: new S3Client(configOf(settings, endpoint)),
    linkClient: new S3Client(configOf(settings, publicEndpoint)),
    name: settings.bucket,
    prefix,
    checksums,
    staging,
    conditionalWrites: true,
    inTurn: createTurns(),
    refusing: false,
  };
}

/** Name of the object that holds what the store calls `key`. */
export function objectName(bucket: Bucket, key: string): string {
  return bucket.prefix + key;
}

function configOf(settings: S3Settings, endpoint: string | undefined): S3ClientConfig {
  const { region, credentials, forcePathStyle = false } = settings;
  return {
    region,
    forcePathStyle,
    maxAttempts: MAX_ATTEMPTS,
    // What the SDK adds by itself since 2025 is unknown to most servers but AWS; we say what we want checked.
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
