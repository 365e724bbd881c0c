import { access, constants, mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { confirm } from '../confirm.ts';
import { CliError, EXIT } from '../exit.ts';
import { formatMoney } from '../format.ts';
import type { Options } from '../invocation.ts';
import { follow } from '../run/follow.ts';
import { Interrupt } from '../run/interrupt.ts';
import { noteOrder } from '../run/order-log.ts';
import { prepare, type Prepared } from '../run/prepare.ts';
import { retryKey } from '../run/retry-key.ts';
import { showPrepared, showWarnings } from '../run/show-plan.ts';
import { summarise } from '../run/summarise.ts';
import { localSentence } from '../report-error.ts';
import { plain, type Session } from '../session.ts';
import { decisionOf, withSession } from '../with-session.ts';

/** Orders storyboards, waits and fetches the clips. */
export const command = withSession(async (session, { arguments: paths, options }) =>
  runPaths(session, paths, options),
);

/** As the command `run`. @returns the exit code */
export async function runPaths(
  session: Session,
  paths: readonly string[],
  options: Options,
): Promise<number> {
  const { texts, print } = session;
  const folder = resolve(session.cwd, options.output ?? 'output');
  if (options.download !== false) await makeWritable(session, folder);
  const again = ['run', ...paths, ...(options.output === undefined ? [] : ['-o', options.output])];
  using interrupt = new Interrupt(session, options.force === true ? 'watch' : again.join(' '));
  const prepared = await prepare(session, paths, { ...options, folder });
  showPrepared(session, prepared);
  const retries = options.retryFailed === true ? await findRetries(session, prepared, options) : [];
  const answer = await askForMoney(session, { prepared, retries, isAsked: options.yes !== true });
  if (answer !== 'yes') {
    print(texts.run.nothingOrdered);
    return answer === 'no' ? EXIT.done : EXIT.interrupted;
  }
  interrupt.stage = 'ordering';
  const ids: string[] = [];
  interrupt.ids = ids;
  for (const [at, one] of prepared.entries()) {
    await orderOne(session, one, folder, (id) => {
      ids.push(id);
      // Before anything is printed: who interrupts on the last line is told the truth.
      if (at === prepared.length - 1 && retries.length === 0) interrupt.stage = 'ordered';
    });
  }
  for (const retry of retries) await retry.order();
  interrupt.stage = 'ordered';
  const followed = await follow(session, {
    ids: [...new Set(ids)],
    folder: options.download === false ? undefined : folder,
  });
  const code = summarise(session, followed);
  if (code === EXIT.failed && options.retryFailed !== true) print(texts.run.retryHint);
  return code;
}

/** @throws CliError before anything is spent */
async function makeWritable({ texts }: Session, folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new CliError(localSentence(error, texts) ?? texts.errors.files.EACCES(folder));
  }
}

interface Retry {
  cents: number | undefined;
  currency: string;
  order: () => Promise<void>;
}

/** Failed takes of what was ordered before, with the price of buying them once more. */
async function findRetries(
  session: Session,
  prepared: readonly Prepared[],
  options: Options,
): Promise<Retry[]> {
  const retries: Retry[] = [];
  const body = { ...decisionOf(session, options), state: 'failed' as const };
  for (const { known } of prepared) {
    if (known === undefined || known.counts.failed === 0) continue;
    const { cost, takeIds } = await session.client.retry(known.id, { ...body, dryRun: true });
    const key = retryKey(known.id, 'failed', await session.client.shots(known.id));
    session.print(session.texts.run.retrying(plain(known.name), takeIds.length));
    const order = async (): Promise<void> => {
      await session.client.retry(known.id, { ...body, dryRun: false, key });
    };
    retries.push({ cents: cost.cents, currency: cost.currency, order });
  }
  return retries;
}

interface Money {
  prepared: readonly Prepared[];
  retries: readonly Retry[];
  isAsked: boolean;
}

/** Asks if something would be paid; what is known or reused needs no answer. */
async function askForMoney(session: Session, { prepared, retries, isAsked }: Money) {
  const { texts, print } = session;
  const fresh = prepared.flatMap(({ estimate }) => (estimate === undefined ? [] : [estimate]));
  const paid = fresh.filter(({ estimate }) => estimate.toPay > 0);
  if (paid.length + retries.length === 0) {
    print(texts.run.free);
    return 'yes';
  }
  const prices = [...paid.map(({ estimate, currency }) => ({ cents: estimate.cents, currency })), ...retries];
  const isKnown = prices.every(({ cents }) => cents !== undefined);
  const sum = prices.reduce((total, { cents = 0 }) => total + cents, 0);
  const price = isKnown ? formatMoney(sum, prices[0]?.currency ?? '') : texts.run.priceUnknown;
  print(texts.run.total(price));
  return isAsked ? confirm(session, texts.run.confirm(price)) : 'yes';
}

async function orderOne(
  session: Session,
  one: Prepared,
  folder: string,
  onAccepted: (id: string) => void,
): Promise<void> {
  const { texts, print, emit, client, apiUrl } = session;
  if (one.known !== undefined) {
    onAccepted(one.known.id);
    return;
  }
  const { accepted, isReplayed } = await client.submit(one.order, one.key);
  const { id, name, warnings } = accepted;
  onAccepted(id);
  print((isReplayed ? texts.run.known : texts.run.ordered)(plain(name), id));
  if (one.estimate === undefined) showWarnings(session, warnings);
  emit({ type: isReplayed ? 'known' : 'ordered', path: one.shown, storyboardId: id, name });
  const at = new Date().toISOString();
  // The API knows the key as well: a note that cannot be written loses nothing.
  await noteOrder(folder, { key: one.key, apiUrl, id, name, source: one.shown, at }).catch(() => undefined);
}
