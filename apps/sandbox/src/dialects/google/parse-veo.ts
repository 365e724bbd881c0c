import type { Order } from '../../operations/operation.ts';
import { type AskedPicture, type PictureRole, toDataUri } from '../../pictures/picture-roles.ts';

/** Cents per second by line and size. */
const PRICES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'veo-3.1-generate': { '720p': 40, '1080p': 40, '4k': 60 },
  'veo-3.1-fast-generate': { '720p': 15, '1080p': 15, '4k': 35 },
  'veo-3.1-lite-generate': { '720p': 5, '1080p': 8 },
};
type Fields = Readonly<Record<string, unknown>>;

const SECONDS = new Set<unknown>([4, 6, 8]);

/** Reads a create of Veo; a text names what is not acceptable. Seconds, size and number have to be said: they are billed. */
export function parseVeo(model: string, body: unknown): Order | string {
  const { instances, parameters } = toFields(body);
  const instance = toFields(Array.isArray(instances) ? instances[0] : undefined);
  const { prompt, image } = instance;
  const { sampleCount, durationSeconds, resolution, aspectRatio, storageUri } = toFields(parameters);
  const prices = PRICES[model.replace(/-(?:001|preview)$/, '')];
  if (prices === undefined) return 'model';
  if (typeof prompt !== 'string' || prompt.trim() === '') return 'instances[0].prompt';
  if (sampleCount !== 1) return 'parameters.sampleCount';
  if (typeof durationSeconds !== 'number' || !SECONDS.has(durationSeconds)) {
    return 'parameters.durationSeconds';
  }
  const price = prices[String(resolution)];
  if (price === undefined || (resolution !== '720p' && durationSeconds !== 8)) return 'parameters.resolution';
  if (image !== undefined && toPicture('first', image).length === 0) return 'instances[0].image';
  return {
    prompt,
    pictures: readPictures(instance),
    isPro: resolution !== '720p',
    durationSeconds,
    resolution: aspectRatio === '9:16' ? 'vertical' : 'horizontal',
    quality: 'normal',
    removeWatermark: true,
    model,
    priceCents: price * durationSeconds,
    ...(typeof storageUri === 'string' ? { storageUri } : {}),
  };
}

function readPictures({ image, lastFrame, referenceImages }: Fields): AskedPicture[] {
  const references = (Array.isArray(referenceImages) ? referenceImages : []).map(toFields);
  return [
    ...toPicture('first', image),
    ...toPicture('last', lastFrame),
    ...references.flatMap((reference) => toPicture('ref', reference['image'])),
  ];
}

function toPicture(role: PictureRole, given: unknown): AskedPicture[] {
  const { bytesBase64Encoded: bytes, mimeType } = toFields(given);
  return typeof bytes === 'string' ? [{ role, source: toDataUri(bytes, mimeType) }] : [];
}

export function toFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
