import type { StoryboardAccepted } from '@cineflow/contracts';

/** Where a storyboard and its shots are found. */
export function storyboardLinks(id: string): StoryboardAccepted['links'] {
  return { self: `/v1/storyboards/${id}`, shots: `/v1/storyboards/${id}/shots` };
}
