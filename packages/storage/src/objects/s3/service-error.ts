import { CollectError, InvalidKeyError, ObjectNotFoundError } from '../../errors.ts';

/** The HTTP status a server refused a request with; undefined without an answer. */
export function statusOfService(error: unknown): number | undefined {
  const metadata = (error as { $metadata?: { httpStatusCode?: unknown } } | null | undefined)?.$metadata;
  return typeof metadata?.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}

export function isMissing(error: unknown): boolean {
  return statusOfService(error) === 404;
}

/** A failed request as CollectError. The message has no address and no key. */
export function toServiceError(error: unknown): unknown {
  if (error instanceof CollectError || error instanceof InvalidKeyError) return error;
  if (error instanceof ObjectNotFoundError) return error;
  const { name, code } = error as { name?: unknown; code?: unknown };
  const reason = [code, name].find((word) => typeof word === 'string' && /^[A-Za-z0-9_]{2,40}$/.test(word));
  const status = statusOfService(error);
  const words = [reason, status === undefined ? undefined : `status ${status}`].filter(Boolean).join(', ');
  const message = `The object store refuses the file (${words || 'unknown error'})`;
  return new CollectError('storage-unavailable', message, { cause: error });
}
