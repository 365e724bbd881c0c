import { findStoryboards } from '../find-storyboard.ts';
import { follow } from '../run/follow.ts';
import { Interrupt } from '../run/interrupt.ts';
import { summarise } from '../run/summarise.ts';
import { withSession } from '../with-session.ts';

/** Shows the progress to the end; downloads nothing. */
export const command = withSession(async (session, { arguments: given }) => {
  const storyboards = await findStoryboards(session, given);
  const ids = storyboards.map(({ id }) => id);
  using interrupt = new Interrupt(session, `watch ${ids.join(' ')}`);
  interrupt.ids = ids;
  interrupt.stage = 'ordered';
  return summarise(session, await follow(session, { ids }));
});
