import { z } from 'zod';
import type { Order } from '../../operations/operation.ts';
import { type PictureRole, toPictures } from '../../pictures/picture-roles.ts';

const Prompt = z.string().refine((prompt) => prompt.trim() !== '');
const Common = z.object({ prompt: Prompt, images: z.array(z.string().min(1)).default([]) });
const Veo = Common.extend({
  model: z.string().startsWith('veo'),
  aspect_ratio: z.enum(['16:9', '9:16']),
  enhance_prompt: z.boolean(),
  enable_upsample: z.boolean().optional(),
  images: Common.shape.images.refine((images) => images.length <= 3),
}).transform(({ aspect_ratio: ratio, ...veo }) => ({ ...veo, ratio, duration: 8 }));
const Grok = Common.extend({
  model: z.string().startsWith('grok'),
  ratio: z.enum(['16:9', '9:16', '1:1', '3:2', '2:3']),
  duration: z.union([z.literal(6), z.literal(10), z.literal(15)]),
  resolution: z.enum(['480P', '720P', '1080P']),
  images: Common.shape.images.refine((images) => images.length <= 7),
});

/** Reads a create's body, which differs by model; a text names what is not acceptable. */
export function parseCreate(body: unknown): Order | string {
  const model = z.object({ model: z.string() }).safeParse(body).data?.model ?? '';
  const { data, error } = model.startsWith('veo') ? Veo.safeParse(body) : Grok.safeParse(body);
  if (data === undefined) return error.issues.map(({ path }) => path.join('.')).join(', ');
  const [width = 0, height = 0] = data.ratio.split(':').map(Number);
  return {
    prompt: data.prompt,
    pictures: data.images.flatMap((image, index) =>
      toPictures(roleOf(data.model, { index, count: data.images.length }), image),
    ),
    isPro: false,
    durationSeconds: data.duration,
    resolution: height > width ? 'vertical' : 'horizontal',
    quality: 'normal',
    removeWatermark: true,
  };
}

/** One picture begins the clip, as the first of Veo's two do; several are references, and always those of components. */
function roleOf(model: string, { index, count }: { index: number; count: number }): PictureRole {
  if (model.includes('components')) return 'ref';
  if (count === 1) return 'first';
  if (!model.startsWith('veo') || count > 2) return 'ref';
  return index === 0 ? 'first' : 'last';
}
