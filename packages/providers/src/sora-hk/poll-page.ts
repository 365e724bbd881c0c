import type { CallContext, PollPage } from '../spec.ts';
import { type Account, askAccount } from './account.ts';
import { classifyPage } from './classify-page.ts';

/** The most rows a page may have. */
const pageSize = 100;

/** Asks once for the states of many operations, newest first. */
export async function pollPage(account: Account, page: number, context: CallContext): Promise<PollPage> {
  const exchange = await askAccount(account, `/tasks?page=${page}&page_size=${pageSize}`, context);
  return classifyPage(exchange, account.secrets);
}
