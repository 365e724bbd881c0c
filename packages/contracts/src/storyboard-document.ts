import { z } from 'zod';

const Text = z.string().nullish();
const Texts = z.union([z.string(), z.array(z.string().nullable())]).nullish();

/** Blank text stands for a field that is not given. */
const Blank = z.string().regex(/^\s*$/);

const CharacterDocument = z.union([
  z.string().describe('`Name`, `[Name]`, `Name@id` or `Name (@id)`'),
  z.looseObject({ name: Text, id: Text }),
  z.null(),
]);

const PICTURE =
  'http(s) address, `asset:<sha256>`, or the path of a file sent with the document, such as `refs/mei.png`';

const Pictures = z
  .unknown()
  .optional()
  .describe(`One or several pictures, the most telling first: ${PICTURE}`);
const Description = z
  .unknown()
  .optional()
  .describe('Said in the prompt where neither an id nor a picture shows it, in documents with pictures');

const Policy = z.unknown().optional();
const MATRIX = 'auto, always or never: stitch the pictures of a shot into one';

const BibleDocument = z.union([
  z.string(),
  z.looseObject({
    id: Text.describe('Role id at the provider, with or without its @'),
    name: Text,
    aliases: Texts.describe('Other names the prompts use'),
    images: Pictures,
    description: Description,
    voice_id: z.unknown().optional(),
  }),
  z.null(),
]);

const ThingDocument = z.union([
  z.string(),
  z.looseObject({
    name: Text.describe('The name that shots list or their prompts use'),
    aliases: Texts,
    images: Pictures,
    description: Description,
  }),
  z.null(),
]);

const AssetDocument = z.looseObject({
  characters: z.union([z.string(), z.array(CharacterDocument)]).nullish(),
  scene: Text,
  props: Texts,
});

const VideoParams = z
  .looseObject({
    duration: z.unknown().optional(),
    resolution: z.unknown().optional(),
    camera_movement: z.unknown().optional(),
  })
  .describe('Same meaning as the flat fields; the flat ones win');

const SegmentDocument = z.looseObject({
  segment_index: z.int().min(1).describe('Number of the shot, unique in the storyboard'),
  prompt_text: z.string().regex(/\S/).describe('What the shot shows; at most 32,000 characters'),
  image_url: Text.describe(
    `First frame: ${PICTURE}. Addresses must be reachable from the internet. Pictures are compared by address, ` +
      'without the parameters of known signatures (S3, COS, OSS, TOS, GCS, Azure). A newly signed address is the ' +
      'same picture; a picture replaced under its address is not noticed. Pictures we hold are compared by their bytes',
  ),
  last_frame: z
    .unknown()
    .optional()
    .describe('Last frame, beside image_url: the same kinds of values; warned of where the model takes none'),
  reference_images: z
    .unknown()
    .optional()
    .describe(
      'Pictures to look like, in their order: the same kinds of values. A single one without image_url is the first frame where the ' +
        'model takes one; beside a frame they are left out with a warning',
    ),
  asset: z.union([AssetDocument, Blank]).nullish(),
  duration_seconds: z
    .union([z.number().positive(), z.string()])
    .nullish()
    .describe('Seconds, 10 or "10s"; rounded up to the next duration of the model'),
  is_pro: z
    .union([z.boolean(), Blank])
    .nullish()
    .describe('Use the more expensive variant of the model, if it has one'),
  provider: Text.describe('Provider of this shot; default: that of the options'),
  model: Text.describe('Model of this shot; default: that of the options'),
  resolution: z
    .union([z.string(), z.looseObject({ width: z.unknown(), height: z.unknown() })])
    .nullish()
    .describe(
      'horizontal, vertical or a ratio the model has, such as 1:1; 横屏, 竖屏 and sizes such as 1080x1920 are ' +
        'understood; default horizontal',
    ),
  picture_size: Text.describe('Size as the model names it: 720p, 1080p, 4k; also accepted in `resolution`'),
  audio: z.unknown().optional().describe('true or false; warned of where the model offers no choice'),
  seed: z.unknown().optional().describe('Whole number from 0; warned of where the model takes none'),
  negative_prompt: z
    .unknown()
    .optional()
    .describe('What must not be seen; warned of where the model takes none'),
  director_intent: Text,
  matrix: Policy.describe(`${MATRIX}; default that of the order`),
  video_params: z.union([VideoParams, Blank]).nullish(),
});

/**
 * A storyboard as users have it; unknown fields are kept.
 * This schema is documentation for people and tools. `readStoryboard` in core validates, and reports all errors at
 * once.
 */
export const StoryboardDocument = z
  .looseObject({
    metadata: z.unknown().optional().describe('`project_name` names the storyboard'),
    character_bible: z.union([z.array(BibleDocument), Blank]).nullish(),
    scene_bible: z
      .union([z.array(ThingDocument), Blank])
      .nullish()
      .describe('Scenes with pictures: a shot that names one gets them as references'),
    prop_bible: z
      .union([z.array(ThingDocument), Blank])
      .nullish()
      .describe('Props with pictures'),
    matrix: Policy.describe(`${MATRIX}; the option of the same name wins`),
    descriptions: Policy.describe('auto, always or never: say descriptions in prompts; the option wins'),
    segments: z.array(SegmentDocument).min(1).max(5000),
  })
  .meta({ id: 'StoryboardDocument' });
export type StoryboardDocument = z.infer<typeof StoryboardDocument>;
