import { z } from 'zod';

const CharacterDocument = z.union([
  z.string(),
  z.looseObject({
    name: z.string(),
    id: z.string().nullish(),
    aliases: z.array(z.string()).nullish(),
    description: z.string().nullish(),
    voice_id: z.string().nullish(),
  }),
]);

const SegmentDocument = z.looseObject({
  segment_index: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
  prompt_text: z.string().min(1).max(32_000),
  image_url: z.string().nullish(),
  asset: z
    .looseObject({
      characters: z.array(CharacterDocument).nullish(),
      scene: z.string().nullish(),
      props: z.array(z.string()).nullish(),
    })
    .nullish(),
  duration_seconds: z.number().nullish(),
  is_pro: z.boolean().nullish(),
  resolution: z.enum(['horizontal', 'vertical']).nullish(),
  director_intent: z.string().nullish(),
  video_params: z.looseObject({ duration: z.number().nullish(), resolution: z.string().nullish() }).nullish(),
});

/**
 * A storyboard as people have it. Fields we do not know are kept. This schema describes it for people and
 * tools; core's `readStoryboard` reads it, more forgivingly, and names everything that is wrong at once.
 */
export const StoryboardDocument = z
  .looseObject({
    metadata: z.looseObject({ project_name: z.string().nullish() }).nullish(),
    character_bible: z.array(CharacterDocument).nullish(),
    segments: z.array(SegmentDocument).min(1).max(5000),
  })
  .meta({ id: 'StoryboardDocument' });
export type StoryboardDocument = z.infer<typeof StoryboardDocument>;
