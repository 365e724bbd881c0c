import { StoryboardOptions } from '@cineflow/contracts';
import { z } from 'zod';

const Character = z.union([
  z.string().describe('`Name`, `[Name]`, `Name@id` or `Name (@id)`'),
  z.looseObject({ name: z.string(), id: z.string().nullish() }),
]);

const Segment = z.looseObject({
  segment_index: z.int().min(1).max(1_000_000),
  prompt_text: z.string(),
  image_url: z.string().nullish(),
  asset: z
    .looseObject({
      characters: z.array(Character).nullish(),
      scene: z.string().nullish(),
      props: z.array(z.string()).nullish(),
    })
    .nullish(),
  duration_seconds: z.number().nullish().describe('The nearest allowed duration that is not shorter is used'),
  is_pro: z.boolean().nullish(),
  resolution: z.enum(['horizontal', 'vertical']).nullish(),
  director_intent: z.string().nullish(),
});

/** The storyboard document as users have it. Fields we do not know are kept and ignored. */
export const StoryboardDocument = z
  .looseObject({
    metadata: z.looseObject({ project_name: z.string().nullish() }).nullish(),
    character_bible: z
      .array(z.looseObject({ id: z.string(), name: z.string(), aliases: z.array(z.string()).nullish() }))
      .nullish(),
    segments: z.array(Segment).min(1),
  })
  .meta({
    examples: [
      {
        metadata: { project_name: '雨夜' },
        segments: [
          {
            segment_index: 1,
            prompt_text: '[小美] opens the door. “有人吗？”',
            asset: { characters: ['小美@xiaomei'], scene: '走廊' },
            duration_seconds: 10,
            resolution: 'vertical',
          },
        ],
      },
    ],
  });

/** Body of POST /v1/storyboards, for the description of the API. */
export const StoryboardBody = z.union([
  StoryboardDocument,
  z.strictObject({ storyboard: StoryboardDocument, options: StoryboardOptions.optional() }),
]);
