import { randomUUID } from 'node:crypto';
import { access, mkdir, open, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Exchange, Sink } from '@cineflow/http';
import type { CreateContext, CreateOutcome } from '../spec.ts';

/** Larger than any picture or clip inside an answer. */
const MOST_BYTES = 100_000_000;

/** A create whose answer contains the ordered content: how to send it and read the answer. */
interface SpooledCreate {
  send: (sink: Sink) => Promise<Exchange>;
  /** Receives the answer with its whole body; `accepted` if the content is in it. */
  classify: (exchange: Exchange) => CreateOutcome;
}

/**
 * Sends a create whose answer contains the ordered content, and stores the answer.
 *
 * The create is accepted once the answer is on disk, complete and synced. The attempt's id names the file and becomes
 * the id of the operation. An attempt that has a file, complete or not, is never sent again. The partial file of an
 * unconfirmed create stays as evidence.
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

/** Stored answer of an accepted attempt; undefined if this machine does not have all of it. */
export async function readSpool(directory: string, operationId: string): Promise<string | undefined> {
  // A person may have entered the id: it must not lead out of the folder.
  if (!/^[\w-]+$/.test(operationId)) return undefined;
  return readFile(pathOf(directory, operationId), 'utf8').catch(() => undefined);
}

/**
 * Writes part of an answer to a file beside it, once and completely; returns its path.
 * @throws system errors
 */
export async function unpackSpool(
  directory: string,
  operationId: string,
  { bytes, extension }: { bytes: Uint8Array; extension: string },
): Promise<string> {
  const path = `${pathOf(directory, operationId)}.${extension}`;
  if (await exists(path)) return path;
  // Two processes may unpack the same answer at once.
  const part = `${path}.${randomUUID()}.part`;
  await using handle = await open(part, 'wx', 0o640);
  await handle.writeFile(bytes);
  await handle.sync();
  await rename(part, path);
  return path;
}

/** Creates the file before anything is sent, or returns why nothing may be sent. */
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

/** Undefined if the file exists. */
async function openFree(path: string): Promise<FileHandle | undefined> {
  return open(path, 'wx', 0o640).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return undefined;
    throw error;
  });
}

/** Completes a truncated body from the disk, which has all of it. */
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

/** A rename survives a crash only after its folder is synced. */
async function syncFolder(directory: string): Promise<void> {
  await using folder = await open(directory, 'r');
  await folder.sync();
}

function tellError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
