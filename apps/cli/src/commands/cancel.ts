import { confirm } from '../confirm.ts';
import { formatMoney } from '../format.ts';
import { plain } from '../session.ts';
import { decisionOf, withSession } from '../with-session.ts';

/** Takes back what was not sent, and says what the rest costs. */
export const command = withSession(async (session, { arguments: [id = ''], options }) => {
  const { client, texts, print, emit } = session;
  const { name } = await client.read(id);
  if (session.canAsk && options.yes !== true) {
    if ((await confirm(session, texts.manage.cancelSure(plain(name)))) !== 'yes') return 0;
  }
  const done = await client.cancel(id, decisionOf(session, options));
  emit({ type: 'cancelled', storyboardId: id, ...done });
  const { cancelled, goesOn, chargedCents, currency } = done;
  print(texts.manage.cancelled(cancelled, goesOn.length, formatMoney(chargedCents, currency)));
  return 0;
});
