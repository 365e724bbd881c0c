import { z } from 'zod';

/** Something we repaired or left out of a document, the order goes on; or clips that are not as they were ordered. */
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
    'clip-differs',
  ]),
  detail: z.string(),
  segmentIndex: z.int().optional(),
  asked: z.unknown().optional(),
  used: z.unknown().optional(),
  count: z
    .int()
    .optional()
    .describe('How many fields it concerns; pointer and values are those of the first'),
  places: z.array(z.string()).optional().describe('Where the first of these fields are (JSON pointers)'),
});
export type Warning = z.infer<typeof Warning>;
