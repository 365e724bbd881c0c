import { z } from 'zod';

const AssetId = z.string().regex(/^asset:[0-9a-f]{64}$/);

/** Name of a picture we keep, for any picture field of a storyboard. */
export const Asset = z.object({
  id: AssetId.describe(
    '`asset:` and the SHA-256 of the bytes that were sent; write it wherever a picture is allowed',
  ),
  name: z.string().optional().describe('File name it came with'),
  mediaType: z.string().describe('Of the picture as it is kept'),
  width: z.int(),
  height: z.int(),
  sizeBytes: z.int(),
  used: z.boolean().describe('A storyboard was ordered with it, so it cannot be removed'),
  createdAt: z.iso.datetime(),
  panels: z
    .array(z.object({ kind: z.string(), name: z.string(), picture: AssetId }))
    .optional()
    .describe('What a stitched picture shows, left to right and top to bottom'),
  links: z.object({ self: z.string(), content: z.string(), thumbnail: z.string() }),
});
export type Asset = z.infer<typeof Asset>;

export const AssetPage = z.object({ assets: z.array(Asset), nextCursor: z.string().optional() });
export type AssetPage = z.infer<typeof AssetPage>;
