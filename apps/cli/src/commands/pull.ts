import { relative, resolve } from 'node:path';
import { EXIT } from '../exit.ts';
import { findStoryboards } from '../find-storyboard.ts';
import { ClipFetcher, inFolders, inOneFolder } from '../run/clip-fetcher.ts';
import { withSession } from '../with-session.ts';

/** Downloads the clips that are there. */
export const command = withSession(async (session, { arguments: ids, options }) => {
  const { texts, client, print, cwd } = session;
  const folder = resolve(cwd, options.output ?? 'output');
  const storyboards = await findStoryboards(session, ids);
  const fetcher = new ClipFetcher(session, folder, options.flat === true ? inOneFolder : inFolders);
  for (const one of storyboards) await fetcher.fetch(one, await client.shots(one.id));
  print(texts.manage.pulled(fetcher.fetched, fetcher.downloaded, relative(cwd, folder) || '.'));
  for (const [takeId, reason] of fetcher.failed) session.warn(texts.errors.clipNotFetched(takeId, reason));
  return fetcher.failed.size > 0 ? EXIT.failed : EXIT.done;
});
