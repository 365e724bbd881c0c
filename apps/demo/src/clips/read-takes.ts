import { ShotList, type Storyboard, StoryboardPage, type Take } from '@cineflow/contracts';
import { getJson } from '../api-client.ts';

export interface NamedTake extends Take {
  storyboardName: string;
}

/** All takes in the API, of this and earlier runs, oldest storyboard first. */
export async function readTakes(apiUrl: string): Promise<NamedTake[]> {
  const takes = (await listStoryboards(apiUrl)).toReversed().map(async ({ id, name }) => {
    const { shots } = await getJson(`${apiUrl}/v1/storyboards/${id}/shots`, ShotList);
    return shots.flatMap((shot) => shot.takes.map((take) => ({ ...take, storyboardName: name })));
  });
  return (await Promise.all(takes)).flat();
}

async function listStoryboards(apiUrl: string): Promise<Storyboard[]> {
  const found: Storyboard[] = [];
  let next = '';
  do {
    const page = await getJson(`${apiUrl}/v1/storyboards?limit=100${next}`, StoryboardPage);
    found.push(...page.storyboards);
    next = page.nextCursor === undefined ? '' : `&cursor=${page.nextCursor}`;
  } while (next !== '');
  return found;
}
