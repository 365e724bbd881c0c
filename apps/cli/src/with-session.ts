import { enWords, zhWords } from '@cineflow/words';
import { CliError, EXIT } from './exit.ts';
import type { Call, Command, Options } from './invocation.ts';
import { textsIn } from './locales/texts-in.ts';
import { readDotEnv } from './read-dot-env.ts';
import { reportError } from './report-error.ts';
import { createSession, type Session } from './session.ts';

/** A command with its session. @returns the exit code */
export type Work = (session: Session, call: Call) => Promise<number>;

const OLDEST_NODE = 24;

/** Gives a command its session, and says what went wrong in the user's language. */
export function withSession(work: Work): Command {
  return async (call) => {
    const { invocation, options } = call;
    const texts = textsIn(invocation.language);
    const words = invocation.language === 'zh' ? zhWords : enWords;
    const say = { texts, words, env: invocation.env, isJson: options.json === true };
    endWithReader();
    try {
      if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
        throw new CliError(texts.errors.oldNode(process.version), EXIT.usage);
      }
      const { env, fromFile } = await readDotEnv(invocation.cwd, invocation.env);
      const session = createSession({ invocation, options, texts, words, env });
      if (fromFile.length > 0) session.print(texts.notes.dotEnv(fromFile.join(texts.list)));
      return await work(session, call);
    } catch (error) {
      return reportError(error, say);
    }
  };
}

/** Whoever reads our output may leave, as `head` does; the work at the server goes on. */
function endWithReader(): void {
  if (process.stdout.listenerCount('error') > 0) return;
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') process.exit(EXIT.interrupted);
  });
}

/** The decision of a person, for the history. */
export function decisionOf(session: Session, options: Options): { by: string; reason: string } {
  return { by: options.by ?? session.user, reason: options.reason ?? session.texts.notes.noReason };
}
