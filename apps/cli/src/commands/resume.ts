import { plain } from '../session.ts';
import { withSession } from '../with-session.ts';

/** Lets a paused storyboard go on. */
export const command = withSession(async (session, { arguments: [id = ''] }) => {
  const { client, texts, print, emit } = session;
  const storyboard = await client.resume(id);
  emit({ type: 'storyboard', ...storyboard });
  print(texts.manage.resumed(plain(storyboard.name)));
  return 0;
});
