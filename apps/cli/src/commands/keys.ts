import { runScript } from '../run-script.ts';
import { bookFolder } from '../up/folders.ts';
import { withSession } from '../with-session.ts';

/** Makes and revokes API keys in the book on this machine. */
export const command = withSession(async (session, { arguments: args, options }) => {
  const folder = await bookFolder(session, options.data);
  const env: Record<string, string> = folder === undefined ? {} : { CINEFLOW_DATA_DIR: folder };
  return runScript(session, 'apps/api/scripts/keys.ts', { args, env });
});
