import { z } from 'zod';

/** A field that was repaired or ignored, or a clip that differs from its order. The order goes on. */
export const Warning = z.object({
  pointer: z.string(),
  code: z.enum([
    'duration-adjusted',
    'resolution-defaulted',
    'image-url-cleaned',
    'image-url-unusable',
    'character-without-id',
    'option-not-supported',
    'video-params-conflict',
    'field-not-used',
    'field-understood',
    'file-not-used',
    'file-understood',
    'picture-not-sent',
    'pictures-stitched',
    'clip-differs',
    'file-ignored',
    'encoding-understood',
    'text-mended',
    'text-left-out',
    'shots-found',
    'shots-numbered',
    'shots-joined',
    'prompt-composed',
    'values-computed',
  ]),
  detail: z.string(),
  segmentIndex: z.int().optional(),
  asked: z.unknown().optional(),
  used: z.unknown().optional(),
  count: z.int().optional().describe('Number of affected fields; pointer and values are those of the first'),
  places: z
    .array(z.string())
    .optional()
    .describe('JSON pointers of the first affected fields, or paths of files'),
});
export type Warning = z.infer<typeof Warning>;
