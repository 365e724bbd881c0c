import { runScript } from '../run-script.ts';
import { bookVariables } from '../up/folders.ts';
import { withSession } from '../with-session.ts';

/** Makes and revokes API keys in the book on this machine. */
export const command = withSession(async (session, { arguments: args, options }) => {
  const env = await bookVariables(session, options.data);
  return runScript(session, 'apps/api/scripts/keys.ts', { args, env });
});
