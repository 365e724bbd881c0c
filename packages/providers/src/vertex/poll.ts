import type { ClipOutput } from '@cineflow/core';
import { z } from 'zod';
import { classifyVeo, type VeoClip } from '../kit/google/veo.ts';
import { MAX_CLIP_ANSWER_BYTES, readSpooled, spoolClip } from '../kit/spool-clip.ts';
import type { CallContext, Operation, PollOutcome } from '../spec.ts';
import { bearer, describeNoToken, type VertexAccount } from './account.ts';

const Ref = z.object({ model: z.string() });

/**
 * Asks once for the state of an operation. Google wants a POST, which starts and costs nothing. It is sent like a
 * create, so it is never repeated.
 */
export async function poll(
  account: VertexAccount,
  { id, ref }: Operation,
  { timeoutMs, signal }: CallContext,
): Promise<PollOutcome> {
  const { http, tokens, models, storage } = account;
  const startedAtMs = performance.now();
  const told = await tokens.get();
  if (told.kind === 'none') {
    const cause = told.isRefused ? 'auth' : 'unavailable';
    return { kind: 'error', cause, ...describeNoToken(told, tokens.secrets) };
  }
  const { model } = Ref.safeParse(ref).data ?? { model: modelOf(id) };
  const exchange = await http.postOnce({
    url: `${models}/${encodeURIComponent(model)}:fetchPredictOperation`,
    headers: bearer(told.token),
    json: { operationName: id },
    timeoutMs: Math.max(1, timeoutMs - (performance.now() - startedAtMs)),
    signal,
    maxBodyBytes: MAX_CLIP_ANSWER_BYTES,
    mayWrite: () => true,
  });
  if (exchange.status === 401) tokens.forget(told.token);
  const secrets = [told.token, ...tokens.secrets];
  return readSpooled(exchange, secrets, () =>
    classifyVeo(exchange, secrets, (clip) => outputOf(storage, id, clip)),
  );
}

/** An operation adopted by hand has no ref; its name contains the model. */
function modelOf(id: string): string {
  return /\/models\/([^/]+)\//.exec(id)?.[1] ?? 'unknown';
}

/** A bucket serves the clip only with the token. */
export function outputOf(
  storage: string,
  id: string,
  clip: VeoClip,
): ClipOutput | undefined | Promise<ClipOutput> {
  if ('base64' in clip) return spoolClip(id, clip.base64);
  const [, bucket, object] = /^gs:\/\/([^/]+)\/(.+)$/s.exec(clip.uri.trim()) ?? [];
  if (bucket === undefined || object === undefined) return undefined;
  const path = [bucket, ...object.split('/')].map(encodeURIComponent).join('/');
  return { url: `${storage}/${path}`, auth: 'provider' };
}
