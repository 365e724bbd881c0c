import type { Storyboard } from '@cineflow/contracts';
import { CliError } from './exit.ts';
import type { Session } from './session.ts';

/** The named storyboards, or the latest one. @throws CliError where there is none */
export async function findStoryboards(
  { client, texts }: Session,
  ids: readonly string[],
): Promise<Storyboard[]> {
  if (ids.length > 0) return Promise.all(ids.map((id) => client.read(id)));
  const { storyboards } = await client.list({ limit: 1 });
  if (storyboards.length === 0) throw new CliError(texts.errors.nothingOrderedYet);
  return storyboards;
}
