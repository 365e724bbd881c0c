import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClipOutput } from '@cineflow/core';
import type { Exchange } from '@cineflow/http';
import type { PollOutcome } from '../spec.ts';
import { tell, toEvidence } from './evidence.ts';

/** Largest answer that may contain a clip, bytes. */
export const MAX_CLIP_ANSWER_BYTES = 96_000_000;
/** Lifetime of a spool file: by then the clip is stored, or the provider is asked again. */
const KEPT_MS = 24 * 3_600_000;

/** Stores a clip from an answer as a local file, completely or not at all. */
export async function spoolClip(operationId: string, base64: string): Promise<ClipOutput> {
  const folder = join(tmpdir(), 'cineflow-spool');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await dropOld(folder);
  const spool = join(folder, `${createHash('sha256').update(operationId).digest('hex')}.mp4`);
  const part = `${spool}.${randomUUID()}`;
  const file = await open(part, 'wx', 0o600);
  try {
    await file.writeFile(base64, 'base64');
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(part, spool);
  return { spool };
}

/** Runs `read` on a poll; if the disk cannot take the clip, the poll counts as failed. */
export async function readSpooled(
  exchange: Exchange,
  secrets: readonly string[],
  read: () => Promise<PollOutcome>,
): Promise<PollOutcome> {
  try {
    return await read();
  } catch (error) {
    const message = tell(`The clip that came with the answer cannot be kept: ${String(error)}`, secrets);
    return { kind: 'error', cause: 'unavailable', message, evidence: toEvidence(exchange, { secrets }) };
  }
}

async function dropOld(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const age = Date.now() - ((await stat(path).catch(() => null))?.mtimeMs ?? Date.now());
    if (age > KEPT_MS) await rm(path, { force: true });
  }
}
