import { confirm } from '../confirm.ts';
import { EXIT } from '../exit.ts';
import { formatMoney } from '../format.ts';
import { retryKey } from '../run/retry-key.ts';
import { decisionOf, withSession } from '../with-session.ts';

/** Buys failed or cancelled takes once more, after a yes. */
export const command = withSession(async (session, { arguments: [id = ''], options }) => {
  const { client, texts, print, emit } = session;
  const state = options.cancelled === true ? ('cancelled' as const) : ('failed' as const);
  const body = { ...decisionOf(session, options), state };
  const key = retryKey(id, state, await client.shots(id));
  const { takeIds, cost } = await client.retry(id, { ...body, dryRun: true });
  if (takeIds.length === 0) {
    print(texts.manage.retryNothing);
    return EXIT.done;
  }
  const price = cost.cents === undefined ? texts.run.priceUnknown : formatMoney(cost.cents, cost.currency);
  print(texts.manage.retryCost(takeIds.length, price));
  if (options.yes !== true && (await confirm(session, texts.manage.retrySure)) !== 'yes') {
    print(texts.run.nothingOrdered);
    return EXIT.done;
  }
  const done = await client.retry(id, { ...body, dryRun: false, key });
  emit({ type: 'retried', storyboardId: id, ...done });
  print(texts.manage.retried(done.takeIds.length));
  return EXIT.done;
});
