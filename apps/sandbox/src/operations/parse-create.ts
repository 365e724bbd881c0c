import { toPictures } from '../pictures/picture-roles.ts';
import type { Order } from './operation.ts';

const DURATIONS = { normal: [10, 15], pro: [10, 15, 25] } as const;

/** Reads a create's body; a text names what is not acceptable. */
export function parseCreate(body: unknown): Order | string {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return 'body';
  const fields = body as Record<string, unknown>;
  const prompt = fields['prompt'];
  if (typeof prompt !== 'string' || prompt.trim() === '') return 'prompt';
  const isPro = fields['is_pro'] ?? false;
  if (typeof isPro !== 'boolean') return 'is_pro';
  const durationSeconds = fields['duration'] ?? 10;
  const allowed: readonly number[] = isPro ? DURATIONS.pro : DURATIONS.normal;
  if (typeof durationSeconds !== 'number' || !allowed.includes(durationSeconds)) return 'duration';
  const resolution = fields['resolution'] ?? 'horizontal';
  if (resolution !== 'horizontal' && resolution !== 'vertical') return 'resolution';
  const quality = fields['quality'] ?? 'normal';
  if (quality !== 'normal' && quality !== 'high') return 'quality';
  const imageUrl = fields['image_url'] ?? null;
  if (imageUrl !== null && typeof imageUrl !== 'string') return 'image_url';
  const removeWatermark = fields['remove_watermark'] ?? true;
  if (typeof removeWatermark !== 'boolean') return 'remove_watermark';
  const pictures = toPictures('first', imageUrl);
  return { prompt, pictures, isPro, durationSeconds, resolution, quality, removeWatermark };
}
