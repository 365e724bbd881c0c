import type { ShotPreview, StoryboardEstimate } from '@cineflow/contracts';
import { defined } from '../../defined.ts';
import type { GenerationInput } from '../../generation.ts';
import type { PlannedTake } from '../../model.ts';
import type { PlannedStoryboard } from '../../planned-storyboard.ts';

const MAX_SHOTS = 1_000;
/** Characters of all prompts together: an answer must not fill the memory. */
const MAX_CHARACTERS = 4_000_000;

/**
 * Prompt and pictures of every shot, as its first provider would get them: the fields of an estimate. Shots beyond the
 * limit are counted.
 */
export function previewShots({
  takes,
}: Pick<PlannedStoryboard, 'takes'>): Pick<StoryboardEstimate, 'preview' | 'previewOmitted'> {
  const shots = new Map<number, PlannedTake>();
  for (const take of takes) if (!shots.has(take.segmentIndex)) shots.set(take.segmentIndex, take);
  const preview: ShotPreview[] = [];
  let characters = 0;
  for (const take of shots.values()) {
    characters += take.request.prompt.length;
    if (preview.length === MAX_SHOTS || characters > MAX_CHARACTERS) break;
    preview.push(previewOf(take));
  }
  const omitted = shots.size - preview.length;
  return { preview, ...(omitted > 0 && { previewOmitted: omitted }) };
}

function previewOf({ segmentIndex, providerId, request }: PlannedTake): ShotPreview {
  const { model, prompt, inputs } = request;
  return { segmentIndex, providerId, model, prompt, references: inputs.map(toReference) };
}

function toReference({ role, url, of, panels }: GenerationInput): ShotPreview['references'][number] {
  const shown = panels?.map(({ kind, name, sha256 }) => ({ kind, name, picture: `asset:${sha256}` }));
  return { role, picture: url, ...defined({ of, panels: shown }) };
}
