import type { Film } from '@cineflow/contracts';
import { classifyDiskFailure } from '../classify-failure.ts';
import { freePart, removePart } from '../disk/part.ts';
import { sweepPartsOf } from '../disk/sweep-parts-of.ts';
import { receivePart, type WholePart } from '../disk/receive-part.ts';
import { parseKey } from '../parse-key.ts';
import { hashKey } from '../part-name.ts';
import { startGuard, type Guard } from '../start-guard.ts';
import type { ReceiveRequest } from '../spec.ts';
import type { Bucket } from './bucket.ts';
import { publishObject } from './publish-object.ts';
import { toRefusal } from './service-error.ts';
import { putSidecar } from './sidecar-object.ts';
import { uploadPart } from './upload-part.ts';

/**
 * Downloads a film to the staging directory, proves it there, and uploads it. A part that is whole but could not be
 * uploaded stays: the next attempt on this machine needs no download.
 * @throws CollectError, InvalidKeyError
 */
export async function receiveObject(bucket: Bucket, request: ReceiveRequest): Promise<Film> {
  parseKey(request.key);
  using guard = startGuard(request.limits, request.signal);
  const stagedKey = `${hashKey(request.key)}.mp4`;
  const whole = await receivePart(bucket.staging, { request: { ...request, key: stagedKey }, guard }).catch(
    (error: unknown) => {
      throw classifyDiskFailure(error);
    },
  );
  // Awaited, because the guard watches until here.
  return await upload(bucket, request, { whole, guard });
}

async function upload(
  bucket: Bucket,
  request: ReceiveRequest,
  { whole, guard }: { whole: WholePart; guard: Guard },
): Promise<Film> {
  try {
    const { key } = request;
    const put = uploadPart(bucket, whole, guard.signal);
    const stored = await bucket.inTurn(key, () => publishObject(bucket, { ...whole.facts, key }, put));
    const film = { ...whole.facts, key: stored };
    await putSidecar(bucket, film, request.sidecar(film));
    bucket.refusing = false;
    await removePart(whole.part);
    await sweepPartsOf(bucket.staging, whole.place);
    return film;
  } catch (error) {
    bucket.refusing = !guard.signal.aborted;
    await keepWhole(whole);
    throw toRefusal(error);
  }
}

/** Its bytes are proved, so the hash may stand for the server's validator where that gave none. */
async function keepWhole({ part, facts }: WholePart): Promise<void> {
  await freePart({ ...part, totalBytes: facts.sizeBytes, validator: part.validator ?? `"${facts.sha256}"` });
}
