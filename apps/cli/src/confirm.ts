import { CliError } from './exit.ts';
import type { Session } from './session.ts';

/** What a person said: `end` is the end of the input, or Ctrl-C at the question. */
export type Answer = 'yes' | 'no' | 'end';

const YES = /^(?:y|yes|是|好|确认)$/iu;

/**
 * Asks before money is spent. Only a clear yes is one.
 * @throws CliError without a terminal to ask on
 */
export async function confirm(session: Session, question: string): Promise<Answer> {
  if (!session.canAsk) throw new CliError(session.texts.errors.needsYes);
  const answer = await session.ask(`${question} [y/N]`, { isFresh: true });
  if (answer === null) return 'end';
  return YES.test(answer) ? 'yes' : 'no';
}
