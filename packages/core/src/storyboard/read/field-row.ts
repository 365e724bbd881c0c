/** Positions of a field in a document. `params`: a shot's video_params, `defaults`: values for all shots. */
export type Level = 'document' | 'metadata' | 'defaults' | 'shot' | 'params' | 'asset';

/** Fields of a shot that have synonyms. */
export type MeantField =
  | 'duration_seconds'
  | 'resolution'
  | 'image_url'
  | 'prompt_text'
  | 'last_frame'
  | 'reference_images'
  | 'picture_size'
  | 'audio'
  | 'seed'
  | 'negative_prompt'
  | 'continues'
  | BibleField;

/** Lists of what has pictures. */
export type BibleField = 'character_bible' | 'scene_bible' | 'prop_bible';

/** How to convert the value; `width` and `height` are read as a pair. */
export type Reads =
  | 'seconds'
  | 'milliseconds'
  | 'orientation'
  | 'picture'
  | 'words'
  | 'width'
  | 'height'
  | 'size'
  | 'switch'
  | 'seed'
  | 'pictures'
  | 'bible';

interface Named {
  at: readonly Level[];
  /** Case, `_`, `-` and spaces are ignored, except in documented names. */
  names: readonly string[];
}

/** One row of the table. */
export type FieldRow = Named &
  (
    | { role: 'own'; meant?: MeantField; reads?: Reads }
    | { role: 'same'; meant: MeantField; reads: Reads }
    | { role: 'box'; level: Level }
    | { role: 'wish'; wish: string; advice: string }
    | { role: 'note' }
  );

/** Positions of wishes for a shot. */
export const SHOT: readonly Level[] = ['shot', 'params', 'defaults', 'document'];
export const ANYWHERE: readonly Level[] = [...SHOT, 'metadata', 'asset'];

/** Documented names; `meant` if the field has synonyms. */
export function own(at: readonly Level[], names: string, meant?: MeantField, reads?: Reads): FieldRow {
  const line = { role: 'own', at, names: words(names) } as const;
  return meant === undefined || reads === undefined ? line : { ...line, meant, reads };
}

/** Synonyms of a field. */
export function same(meant: MeantField, reads: Reads, at: readonly Level[], names: string): FieldRow {
  return { role: 'same', meant, reads, at, names: words(names) };
}

/** Objects whose fields are read as those of another level. */
export function box(level: Level, at: readonly Level[], names: string): FieldRow {
  return { role: 'box', level, at, names: words(names) };
}

/** A wish that cannot be fulfilled, with advice. */
export function wish(wish: string, advice: string, at: readonly Level[], names: string): FieldRow {
  return { role: 'wish', wish, advice, at, names: words(names) };
}

/** Names of notes. */
export function note(names: string): FieldRow {
  return { role: 'note', at: ANYWHERE, names: words(names) };
}

/** Splits names at spaces. */
export function words(names: string): string[] {
  return names.trim().split(/\s+/u);
}
