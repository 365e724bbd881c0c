import type { Order } from '../../operations/operation.ts';
import { type AskedPicture, toDataUri } from '../../pictures/picture-roles.ts';
import { toFields } from './parse-veo.ts';

/** Cents per second of a size. */
const PRICES: Readonly<Record<string, number>> = { '360p': 4, '720p': 10, '1080p': 15, '4k': 30 };
const MOST_SECONDS: Readonly<Record<string, number>> = {
  'gemini-omni-1.1-flash': 10,
  'gemini-omni-1.2-flash': 15,
};

/** Reads a create of Omni; a text names what is not acceptable. It must not block, and say seconds and size. */
export function parseOmni(body: unknown): Order | string {
  const { model, input, background, response_format, generation_config } = toFields(body);
  const { type, delivery, duration, resolution, aspect_ratio } = toFields(response_format);
  const most = MOST_SECONDS[String(model)];
  if (most === undefined) return 'model';
  const parts = (Array.isArray(input) ? input : [{ type: 'text', text: input }]).map(toFields);
  const prompt = parts.find((part) => part['type'] === 'text')?.['text'];
  if (typeof prompt !== 'string' || prompt.trim() === '') return 'input';
  if (background !== true) return 'background';
  if (type !== 'video' || delivery !== 'uri') return 'response_format';
  // A bare number is refused there too.
  const seconds = Number(/^(\d+)s$/.exec(typeof duration === 'string' ? duration : '')?.[1]);
  if (!(seconds >= 3 && seconds <= most)) return 'response_format.duration';
  const price = PRICES[String(resolution)];
  if (price === undefined) return 'response_format.resolution';
  const { task } = toFields(toFields(generation_config)['video_config']);
  return {
    prompt,
    pictures: readPictures(parts, task === 'reference_to_video'),
    isPro: resolution === '1080p' || resolution === '4k',
    durationSeconds: seconds,
    resolution: aspect_ratio === '9:16' ? 'vertical' : 'horizontal',
    quality: 'normal',
    removeWatermark: true,
    model: String(model),
    priceCents: price * seconds,
  };
}

/** As references, or as the frames between which the clip plays. */
function readPictures(
  parts: readonly Readonly<Record<string, unknown>>[],
  isReferred: boolean,
): AskedPicture[] {
  const images = parts.filter(({ type }) => type === 'image');
  return images.flatMap(({ data, mime_type }, index) => {
    const role = isReferred ? 'ref' : index === 0 ? 'first' : 'last';
    return typeof data === 'string' ? [{ role, source: toDataUri(data, mime_type) }] : [];
  });
}
