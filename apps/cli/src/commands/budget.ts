import { CliError } from '../exit.ts';
import { formatMoney } from '../format.ts';
import { decisionOf, withSession } from '../with-session.ts';

/** Changes the budget of a storyboard. */
export const command = withSession(async (session, { arguments: [id = '', amount = ''], options }) => {
  const { client, texts, print, emit } = session;
  const isNone = amount === 'none' || amount === '不限';
  if (!isNone && !/^\d{1,9}(?:\.\d{1,4})?$/.test(amount)) throw new CliError(texts.errors.badAmount(amount));
  const budgetCents = isNone ? null : Math.round(Number(amount) * 100);
  const storyboard = await client.setBudget(id, { budgetCents, ...decisionOf(session, options) });
  const { cost } = storyboard;
  emit({ type: 'storyboard', ...storyboard });
  const limit =
    cost.budgetCents === undefined ? texts.manage.noBudget : formatMoney(cost.budgetCents, cost.currency);
  print(texts.manage.budgetSet(limit));
  return 0;
});
