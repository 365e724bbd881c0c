import { CollectError } from '../collect-error.ts';
import { InvalidKeyError } from '../invalid-key-error.ts';

/** The HTTP status an S3 server refused a request with; undefined where none came. */
export function statusOfService(error: unknown): number | undefined {
  const metadata = (error as { $metadata?: { httpStatusCode?: unknown } } | null | undefined)?.$metadata;
  return typeof metadata?.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}

/** True where the server says that there is no such object. */
export function isMissing(error: unknown): boolean {
  return statusOfService(error) === 404;
}

/** A failed write as the error of a store that takes no films now; the message holds no address and no key. */
export function toRefusal(error: unknown): unknown {
  if (error instanceof CollectError || error instanceof InvalidKeyError) return error;
  const { name, code } = error as { name?: unknown; code?: unknown };
  const reason = [code, name].find((word) => typeof word === 'string' && /^[A-Za-z0-9_]{2,40}$/.test(word));
  const status = statusOfService(error);
  const words = [reason, status === undefined ? undefined : `status ${status}`].filter(Boolean).join(', ');
  return new CollectError(
    'storage-unavailable',
    `The object store refuses the film (${words || 'unknown error'})`,
    {
      cause: error,
    },
  );
}
