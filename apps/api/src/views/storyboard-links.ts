import type { StoryboardAccepted } from '@cineflow/contracts';

/** Links of a storyboard. */
export function storyboardLinks(id: string): StoryboardAccepted['links'] {
  return { self: `/v1/storyboards/${id}`, shots: `/v1/storyboards/${id}/shots` };
}
