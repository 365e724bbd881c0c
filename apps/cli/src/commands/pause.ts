import { plain } from '../session.ts';
import { withSession } from '../with-session.ts';

/** Sends nothing more of a storyboard. */
export const command = withSession(async (session, { arguments: [id = ''] }) => {
  const { client, texts, print, emit } = session;
  const storyboard = await client.pause(id);
  emit({ type: 'storyboard', ...storyboard });
  print(texts.manage.paused(plain(storyboard.name)));
  return 0;
});
