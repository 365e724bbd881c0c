import { z } from 'zod';
import type { Order } from '../../operations/operation.ts';
import { type AskedPicture, toDataUri, toPictures, toRole } from '../../pictures/picture-roles.ts';

const Seconds = z.coerce.number().int().min(1).max(60);
const Picture = z.union([
  z.string(),
  z.object({ image_url: z.string() }).transform(({ image_url: url }) => url),
]);
const Parts = z.array(
  z.object({
    text: z.string().optional(),
    image_url: z.object({ url: z.string() }).optional(),
    role: z.string().optional(),
  }),
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
    .object({
      prompt: z.string(),
      media: z.array(z.object({ type: z.string().optional(), url: z.string() })).optional(),
    })
    .optional(),
  parameters: z.object({ duration: Seconds.optional(), aspect_ratio: z.string().optional() }).optional(),
});

/** Reads a create's body; a text is the reason why it is not acceptable. */
export function parseVideo(given: unknown): Order | string {
  const { data, error } = Body.safeParse(given);
  if (data === undefined)
    return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  const { input, parameters, content = [] } = data;
  const prompt = data.prompt ?? input?.prompt ?? content.find(({ text }) => text !== undefined)?.text ?? '';
  if (prompt.trim() === '') return 'prompt is required';
  return {
    prompt,
    pictures: readPictures(data),
    isPro: false,
    durationSeconds: data.seconds ?? data.duration ?? parameters?.duration ?? 4,
    resolution: isUpright(data.size ?? data.ratio ?? parameters?.aspect_ratio) ? 'vertical' : 'horizontal',
    quality: 'normal',
    removeWatermark: true,
  };
}

/** From the one place where a body of this form has them. */
function readPictures({ input_reference, image, input, content }: z.infer<typeof Body>): AskedPicture[] {
  const single = input_reference ?? image;
  if (single !== undefined) return toPictures('first', single);
  if (input?.media !== undefined) {
    return input.media.flatMap(({ type, url }) => toPictures(toRole(type), url));
  }
  return (content ?? []).flatMap(({ image_url: at, role }) => toPictures(toRole(role), at?.url));
}

/** Reads a form; a file becomes a data URI. */
export async function readForm(body: Buffer, contentType: string): Promise<Record<string, string>> {
  const sent = new Response(new Uint8Array(body), { headers: { 'content-type': contentType } });
  const form = await sent.formData().catch((cause: unknown) => {
    throw Object.assign(new Error('no form', { cause }), { statusCode: 400 });
  });
  const fields = [...form].map(async ([name, value]): Promise<[string, string]> => {
    if (typeof value === 'string') return [name, value];
    return [name, toDataUri(Buffer.from(await value.arrayBuffer()).toString('base64'), value.type)];
  });
  return Object.fromEntries(await Promise.all(fields));
}

/** `720x1280` and `9:16` stand upright. */
function isUpright(size = '16:9'): boolean {
  const [width = 16, height = 9] = size.split(/[x:*]/i).map(Number);
  return height > width;
}
