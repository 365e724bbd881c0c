const LIMITS = { milliseconds: 10_000, bytes: 32 * 2 ** 20 };
/** Host names reserved for documentation (RFC 2606). Samples that use them can still be rehearsed. */
const RESERVED = /(?:^|\.)(?:example(?:\.(?:com|net|org))?|invalid|test)$/;

/** A picture that cannot be had; the message is the end of a sentence. */
export class PictureTrouble extends Error {
  override readonly name = 'PictureTrouble';
}

/**
 * The bytes of a data URI or behind a link, as a provider gets them: one GET, no redirect. Undefined for a sample
 * address.
 * @throws PictureTrouble
 */
export async function readPicture(
  source: string,
  closing: AbortSignal,
  limits: Readonly<typeof LIMITS> = LIMITS,
): Promise<Uint8Array | undefined> {
  if (source.startsWith('data:')) return decode(source);
  const url = URL.parse(source);
  if (url === null || !/^https?:$/.test(url.protocol)) throw new PictureTrouble('it is no http(s) link');
  if (RESERVED.test(url.hostname)) return undefined;
  const signal = AbortSignal.any([closing, AbortSignal.timeout(limits.milliseconds)]);
  try {
    const answer = await fetch(url, { redirect: 'manual', signal });
    if (answer.status === 200 && answer.body !== null) return await readBody(answer.body, limits.bytes);
    await answer.body?.cancel();
    throw new PictureTrouble(`HTTP ${answer.status}`);
  } catch (error) {
    if (error instanceof PictureTrouble) throw error;
    throw new PictureTrouble(toWords(error, limits.milliseconds), { cause: error });
  }
}

function decode(uri: string): Uint8Array {
  const comma = uri.indexOf(',');
  if (comma < 0 || !uri.slice(0, comma).endsWith(';base64')) {
    throw new PictureTrouble('its data URI is not in base64');
  }
  return Buffer.from(uri.slice(comma + 1), 'base64');
}

async function readBody(body: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the rest of the answer.
  for await (const chunk of body) {
    size += chunk.length;
    if (size > most) throw new PictureTrouble(`it has more than ${most} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function toWords(error: unknown, milliseconds: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${milliseconds} ms`;
  const { code, message } = (error.cause ?? {}) as { code?: string; message?: string };
  return code ?? message ?? error.message;
}
