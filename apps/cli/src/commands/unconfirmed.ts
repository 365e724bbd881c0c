import type { Resolution, Unconfirmed } from '@cineflow/contracts';
import { confirm } from '../confirm.ts';
import { CliError, EXIT } from '../exit.ts';
import { formatMoney, formatTime } from '../format.ts';
import type { Options } from '../invocation.ts';
import { paint, plain, type Session } from '../session.ts';
import { decisionOf, withSession } from '../with-session.ts';

/** Shows payments of unknown outcome with their evidence, and lets a person decide. */
export const command = withSession(async (session, { arguments: [takeId], options }) => {
  const { client, texts, print, emit } = session;
  const all = await client.unconfirmed();
  const shown = takeId === undefined ? all : all.filter(({ take }) => take.takeId === takeId);
  for (const one of shown) {
    emit({ type: 'unconfirmed', ...one });
    await show(session, one);
  }
  const [first] = shown;
  if (first === undefined) {
    print(texts.manage.nothingUnconfirmed);
    return EXIT.done;
  }
  if (takeId === undefined) {
    print(texts.manage.howToResolve(first.take.takeId));
    return EXIT.unconfirmed;
  }
  const resolution = decided(session, options) ?? (await askWhat(session, first));
  if (resolution === null) return EXIT.unconfirmed;
  if (options.yes !== true && (await confirm(session, texts.manage.sure[resolution.action])) !== 'yes') {
    return EXIT.unconfirmed;
  }
  // About this attempt only: another one may have begun meanwhile.
  const take = await client.resolve(takeId, { ...resolution, attempt: first.attempt });
  emit({ type: 'resolved', ...take });
  print(texts.manage.resolved(session.words.states[take.state]));
  return EXIT.done;
});

async function show(session: Session, one: Unconfirmed): Promise<void> {
  const { texts, print, client } = session;
  const { take, reservedCents, evidence, search, suspects = [], since } = one;
  const { currency } = (await client.read(take.storyboardId)).cost;
  const place = `${texts.notes.shot(take.segmentIndex)}/${take.takeNumber}`;
  const money = texts.manage.reserved(formatMoney(reservedCents, currency));
  print(`${paint.strong(take.takeId)}  ${place}  ${take.providerId} ${take.model}  ${money}`);
  if (since !== undefined) print(`  ${formatTime(since)}`);
  print(`  ${texts.manage.search[search]}`);
  for (const { at, event, detail = '' } of evidence) {
    print(`  ${texts.manage.evidence}  ${formatTime(at)}  ${event}  ${plain(detail)}`);
  }
  if (suspects.length > 0)
    print(`  ${texts.manage.suspects}${texts.colon}${plain(suspects.join(texts.list))}`);
}

/** What the options say; undefined where they say nothing. */
function decided(session: Session, options: Options): Resolution | undefined {
  const decision = decisionOf(session, options);
  const { adopt, notAccepted, giveUp } = options;
  const all: Resolution[] = [
    ...(adopt === undefined ? [] : [{ action: 'adopt' as const, operationId: adopt, ...decision }]),
    ...(notAccepted === true ? [{ action: 'not-accepted' as const, ...decision }] : []),
    ...(giveUp === true ? [{ action: 'give-up' as const, ...decision }] : []),
  ];
  if (all.length > 1) throw new CliError(session.texts.errors.oneDecision);
  return all[0];
}

/** What the person says; null to leave it. */
async function askWhat(session: Session, { take }: Unconfirmed): Promise<Resolution | null> {
  const { texts, user: by, ask, print } = session;
  if (!session.canAsk) {
    print(texts.manage.howToResolve(take.takeId));
    return null;
  }
  const choice = await ask(texts.manage.decide);
  if (choice !== '1' && choice !== '2' && choice !== '3') return null;
  const operationId = choice === '1' ? await ask(texts.manage.whichOperation) : undefined;
  if (operationId === null || operationId === '') return null;
  const reason = await ask(texts.manage.why);
  if (reason === null || reason === '') return null;
  if (operationId !== undefined) return { action: 'adopt', operationId, by, reason };
  return { action: choice === '2' ? 'not-accepted' : 'give-up', by, reason };
}
