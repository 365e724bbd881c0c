import type { Environment } from './environment.ts';
import type { Secret } from './secret.ts';
import type { SettingsProblem } from './settings-error.ts';

/** Where clips are kept. */
export interface StorageSettings {
  /** Free bytes below which no download begins; below twice as many, nothing is submitted. */
  readonly reserveBytes: number;
  /** Absent: clips stay in the output directory. Otherwise they are only received there. */
  readonly s3?: {
    readonly endpoint?: string;
    readonly publicEndpoint?: string;
    readonly region: string;
    readonly bucket: string;
    readonly prefix: string;
    readonly forcePathStyle: boolean;
    readonly checksums: boolean;
    /** Absent: the SDK finds credentials itself. */
    readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: Secret };
    /** Redirect clients to the bucket instead of sending clips through the API. */
    readonly redirect: boolean;
  };
}

const MEGABYTE = 1024 * 1024;

/** Groups the variables of the storage. */
export function toStorageSettings(environment: Environment): StorageSettings {
  const reserveBytes = environment.CINEFLOW_STORAGE_RESERVE_MB * MEGABYTE;
  const { CINEFLOW_STORAGE: kind, S3_BUCKET: bucket } = environment;
  if (kind === 'disk' || bucket === undefined) return { reserveBytes };
  const { S3_ENDPOINT: endpoint, S3_PUBLIC_ENDPOINT: publicEndpoint } = environment;
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  return {
    reserveBytes,
    s3: {
      region: environment.S3_REGION,
      bucket,
      prefix: environment.S3_PREFIX ?? '',
      forcePathStyle: environment.S3_FORCE_PATH_STYLE,
      checksums: environment.S3_CHECKSUMS,
      redirect: environment.S3_REDIRECT,
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(publicEndpoint === undefined ? {} : { publicEndpoint }),
      ...(accessKeyId === undefined || secretAccessKey === undefined
        ? {}
        : { credentials: { accessKeyId, secretAccessKey } }),
    },
  };
}

/** Contradictions between the variables of the storage. */
export function storageContradictions(environment: Environment): SettingsProblem[] {
  if (environment.CINEFLOW_STORAGE === 'disk') return [];
  const problems: SettingsProblem[] = [];
  if (environment.S3_BUCKET === undefined) {
    problems.push({ variable: 'S3_BUCKET', value: undefined, fix: 'must be set with CINEFLOW_STORAGE=s3' });
  }
  const { S3_ACCESS_KEY_ID: id, S3_SECRET_ACCESS_KEY: secret } = environment;
  if ((id === undefined) !== (secret === undefined)) {
    const [missing, present] =
      id === undefined
        ? ['S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY']
        : ['S3_SECRET_ACCESS_KEY', 'S3_ACCESS_KEY_ID'];
    problems.push({ variable: missing, value: undefined, fix: `must be set together with ${present}` });
  }
  return problems;
}
