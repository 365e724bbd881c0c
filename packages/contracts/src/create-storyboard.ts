import { z } from 'zod';
import { StoryboardDocument } from './storyboard-document.ts';
import { StoryboardOptions } from './storyboard-options.ts';

/** A document with its options. Notes such as `_comment` and `$schema` are allowed beside both. */
export const StoryboardWithOptions = z.object({
  storyboard: StoryboardDocument,
  options: StoryboardOptions.nullish(),
});
export type StoryboardWithOptions = z.infer<typeof StoryboardWithOptions>;

/** Body of POST /v1/storyboards: the document unchanged, or the document and its options. */
export const CreateStoryboard = z.union([StoryboardDocument, StoryboardWithOptions]);
export type CreateStoryboard = z.infer<typeof CreateStoryboard>;
