import { z } from 'zod';
import { StoryboardDocument } from './storyboard-document.ts';
import { StoryboardOptions } from './storyboard-options.ts';
import { Warning } from './warning.ts';

/** A document with its options. Notes such as `_comment` and `$schema` are allowed beside both. */
export const StoryboardWithOptions = z.object({
  storyboard: StoryboardDocument,
  options: StoryboardOptions.nullish(),
});
export type StoryboardWithOptions = z.infer<typeof StoryboardWithOptions>;

/** A shot list as a document of ours; nothing was ordered. */
export const StoryboardConversion = z.object({
  document: z.unknown().describe('The document, or `{storyboard, options}`; POST /v1/storyboards takes it'),
  notes: z.array(Warning).describe('What was mended or guessed, with its place and value'),
});
export type StoryboardConversion = z.infer<typeof StoryboardConversion>;

/** Body of POST /v1/storyboards: the document unchanged, or the document and its options. */
export const CreateStoryboard = z.union([StoryboardDocument, StoryboardWithOptions]);
export type CreateStoryboard = z.infer<typeof CreateStoryboard>;
