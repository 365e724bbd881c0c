import type { CallContext, PollOutcome } from '../spec.ts';
import { type Account, askAccount } from './account.ts';
import { classifyPoll } from './classify-poll.ts';

/** Asks once for the state of an operation. */
export async function poll(
  account: Account,
  operationId: string,
  context: CallContext,
): Promise<PollOutcome> {
  const exchange = await askAccount(account, `/tasks/${encodeURIComponent(operationId)}`, context);
  return classifyPoll(exchange, account.secrets);
}
