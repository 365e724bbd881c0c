import type { CreateRequest } from '../../operations/operation.ts';
import { toFields } from './parse-veo.ts';

/** Cents per second of a size. */
const PRICES: Readonly<Record<string, number>> = { '360p': 4, '720p': 10, '1080p': 15, '4k': 30 };
const MOST_SECONDS: Readonly<Record<string, number>> = {
  'gemini-omni-1.1-flash': 10,
  'gemini-omni-1.2-flash': 15,
};

/** Reads a create of Omni; a text names what is not acceptable. It must not block, and say seconds and size. */
export function parseOmni(body: unknown): CreateRequest | string {
  const { model, input, background, response_format } = toFields(body);
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
  const hasPicture = parts.some((part) => part['type'] === 'image' && typeof part['data'] === 'string');
  return {
    prompt,
    imageUrl: hasPicture ? 'within the request' : null,
    isPro: resolution === '1080p' || resolution === '4k',
    durationSeconds: seconds,
    resolution: aspect_ratio === '9:16' ? 'vertical' : 'horizontal',
    quality: 'normal',
    removeWatermark: true,
    model: String(model),
    priceCents: price * seconds,
  };
}
