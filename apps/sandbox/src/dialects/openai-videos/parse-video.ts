import { z } from 'zod';
import type { CreateRequest } from '../../operations/operation.ts';

const Seconds = z.coerce.number().int().min(1).max(60);
const Picture = z.union([
  z.string(),
  z.object({ image_url: z.string() }).transform(({ image_url: url }) => url),
]);
const Parts = z.array(
  z.object({ text: z.string().optional(), image_url: z.object({ url: z.string() }).optional() }),
);

/** The union of what relays take at `/v1/videos`: flat, Seedance's parts, or Alibaba's `input` and `parameters`. */
const Body = z.object({
  model: z.string().min(1),
  prompt: z.string().optional(),
  seconds: Seconds.optional(),
  duration: Seconds.optional(),
  size: z.string().optional(),
  ratio: z.string().optional(),
  input_reference: Picture.optional(),
  image: z.string().optional(),
  content: Parts.optional(),
  input: z
    .object({ prompt: z.string(), media: z.array(z.object({ url: z.string() })).optional() })
    .optional(),
  parameters: z.object({ duration: Seconds.optional(), aspect_ratio: z.string().optional() }).optional(),
});

/** Reads a create's body; a text is the reason why it is not acceptable. */
export function parseVideo(given: unknown): CreateRequest | string {
  const { data, error } = Body.safeParse(given);
  if (data === undefined)
    return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  const { input, parameters, content = [] } = data;
  const prompt = data.prompt ?? input?.prompt ?? content.find(({ text }) => text !== undefined)?.text ?? '';
  if (prompt.trim() === '') return 'prompt is required';
  const picture = content.find(({ image_url: url }) => url !== undefined)?.image_url;
  return {
    prompt,
    imageUrl: data.input_reference ?? data.image ?? input?.media?.[0]?.url ?? picture?.url ?? null,
    isPro: false,
    durationSeconds: data.seconds ?? data.duration ?? parameters?.duration ?? 4,
    resolution: isUpright(data.size ?? data.ratio ?? parameters?.aspect_ratio) ? 'vertical' : 'horizontal',
    quality: 'normal',
    removeWatermark: true,
  };
}

/** Reads a form; a file stands for a picture by its name. */
export async function readForm(body: Buffer, contentType: string): Promise<Record<string, string>> {
  const sent = new Response(new Uint8Array(body), { headers: { 'content-type': contentType } });
  const form = await sent.formData().catch((cause: unknown) => {
    throw Object.assign(new Error('no form', { cause }), { statusCode: 400 });
  });
  return Object.fromEntries(
    [...form].map(([name, value]) => [name, typeof value === 'string' ? value : value.name]),
  );
}

/** `720x1280` and `9:16` stand upright. */
function isUpright(size = '16:9'): boolean {
  const [width = 16, height = 9] = size.split(/[x:*]/i).map(Number);
  return height > width;
}
