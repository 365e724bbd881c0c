import type { Order } from '../../operations/operation.ts';
import { toPictures } from '../../pictures/picture-roles.ts';

/** Cents per second by model and size. */
const PRICES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'grok-imagine-video': { '480p': 5, '720p': 7 },
  'grok-imagine-video-1.5': { '480p': 8, '720p': 14, '1080p': 25 },
  'grok-imagine-video-1.5-lite': { '480p': 2, '720p': 2 },
};
export const MODELS = Object.keys(PRICES);
const MOST_SECONDS = 15;
const MOST_PROMPT = 4_096;

/** Reads a create's body; a text names what is not acceptable. Seconds and size have to be said: they are billed. */
export function parseCreate(body: unknown): Order | string {
  if (typeof body !== 'object' || body === null) return 'body';
  const { model, prompt, duration, resolution, aspect_ratio, image, reference_images } = body as Record<
    string,
    unknown
  >;
  const prices = PRICES[String(model)];
  if (prices === undefined) return 'model';
  if (typeof prompt !== 'string' || prompt.trim() === '' || prompt.length > MOST_PROMPT) return 'prompt';
  const seconds = Number(duration);
  if (!Number.isInteger(duration) || seconds < 1 || seconds > MOST_SECONDS) return 'duration';
  const price = prices[String(resolution)];
  if (price === undefined) return 'resolution';
  if (image !== undefined && reference_images !== undefined) return 'image beside reference_images';
  const [width = 0, height = 0] = String(aspect_ratio).split(':').map(Number);
  const urls = (list: readonly unknown[]) => list.map((one) => ((one ?? {}) as { url?: unknown }).url);
  return {
    prompt,
    pictures: [
      ...toPictures('first', urls([image])),
      ...toPictures('ref', urls(Array.isArray(reference_images) ? reference_images : [])),
    ],
    isPro: resolution === '1080p',
    durationSeconds: seconds,
    resolution: height > width ? 'vertical' : 'horizontal',
    quality: 'normal',
    removeWatermark: true,
    model: String(model),
    priceCents: price * seconds,
  };
}
