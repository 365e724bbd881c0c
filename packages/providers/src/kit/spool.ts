import { randomUUID } from 'node:crypto';
import { access, mkdir, open, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Exchange, Sink } from '@cineflow/http';
import type { CreateContext, CreateOutcome } from '../spec.ts';

/** More than any picture or clip that comes inside an answer. */
const MOST_BYTES = 100_000_000;

/** How a create that is answered with what was ordered is sent, and what its answer means. */
interface SpooledCreate {
  send: (sink: Sink) => Promise<Exchange>;
  /** Gets the answer with all of its body; `accepted` where what was ordered is in it. */
  classify: (exchange: Exchange) => CreateOutcome;
}

/**
 * Sends a create that is answered with what was ordered, and keeps the answer. Accepted is only what lies on the disk,
 * whole and synced, under the id of the attempt, which is the id of the operation. An attempt that has a spool already,
 * whole or half, is never sent again. Half a spool of an unconfirmed create stays: it is evidence.
 */
export async function createIntoSpool(
  directory: string,
  { attemptId }: CreateContext,
  { send, classify }: SpooledCreate,
): Promise<CreateOutcome> {
  const path = pathOf(directory, attemptId);
  const part = `${path}.part`;
  const opened = await openNew(directory, path, part);
  if ('kind' in opened) return opened;
  await using handle = opened;
  let sizeBytes = 0;
  const sent = await send(async (chunk) => {
    sizeBytes += chunk.length;
    if (sizeBytes > MOST_BYTES) throw new Error(`An answer of more than ${MOST_BYTES} bytes`);
    await handle.appendFile(chunk);
  });
  const outcome = classify(await withWholeBody(sent, part));
  if (outcome.kind === 'unconfirmed') return outcome;
  if (outcome.kind !== 'accepted') {
    await rm(part, { force: true }).catch(() => undefined);
    return outcome;
  }
  try {
    await handle.sync();
    await rename(part, path);
    await syncFolder(directory);
    return { ...outcome, operation: { id: attemptId } };
  } catch (error) {
    const message = `The answer came whole and could not be kept: ${tellError(error)}`;
    return { kind: 'unconfirmed', message, evidence: outcome.evidence };
  }
}

/** The answer of an attempt that was accepted; undefined where this machine does not have it whole. */
export async function readSpool(directory: string, operationId: string): Promise<string | undefined> {
  // An id may come from a person: it must not lead out of the folder.
  if (!/^[\w-]+$/.test(operationId)) return undefined;
  return readFile(pathOf(directory, operationId), 'utf8').catch(() => undefined);
}

/** Writes a part of an answer beside it, once and whole; gives its path. @throws system errors */
export async function unpackSpool(
  directory: string,
  operationId: string,
  { bytes, extension }: { bytes: Uint8Array; extension: string },
): Promise<string> {
  const path = `${pathOf(directory, operationId)}.${extension}`;
  if (await exists(path)) return path;
  // Two processes may unpack the same one at once.
  const part = `${path}.${randomUUID()}.part`;
  await using handle = await open(part, 'wx', 0o640);
  await handle.writeFile(bytes);
  await handle.sync();
  await rename(part, path);
  return path;
}

/** A new file for the answer, before anything is sent; or why nothing may be sent. */
async function openNew(directory: string, path: string, part: string): Promise<FileHandle | CreateOutcome> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o750 });
    const handle = (await exists(path)) ? undefined : await openFree(part);
    if (handle !== undefined) return handle;
  } catch (error) {
    const message = `The answer could not be kept, so nothing is sent: ${tellError(error)}`;
    return { kind: 'not-sent', message, ownFault: true, evidence: { bytesWritten: 0, elapsedMs: 0 } };
  }
  const message = 'A create of this attempt was begun before';
  return { kind: 'unconfirmed', message, evidence: { elapsedMs: 0 } };
}

/** Undefined where there is such a file. */
async function openFree(path: string): Promise<FileHandle | undefined> {
  return open(path, 'wx', 0o640).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return undefined;
    throw error;
  });
}

/** The text of an answer ends at a cap, what is on the disk does not. */
async function withWholeBody(exchange: Exchange, part: string): Promise<Exchange> {
  if (exchange.kind === 'failure' || !exchange.truncated) return exchange;
  const body = await readFile(part, 'utf8').catch(() => undefined);
  return body === undefined ? exchange : { ...exchange, body, truncated: false };
}

function pathOf(directory: string, attemptId: string): string {
  return join(resolve(directory), attemptId);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** A name is on the disk only with its folder. */
async function syncFolder(directory: string): Promise<void> {
  await using folder = await open(directory, 'r');
  await folder.sync();
}

function tellError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
