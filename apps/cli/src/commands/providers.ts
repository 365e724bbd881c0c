import type { BreakerCommand, Provider } from '@cineflow/contracts';
import { renderTable } from '@cineflow/terminal';
import { CliError, EXIT } from '../exit.ts';
import { runScript } from '../run-script.ts';
import { plain, type Session } from '../session.ts';
import { decisionOf, withSession } from '../with-session.ts';

const ACTIONS = ['trip', 'reset', 'isolate', 'reopen'] as const;

/** State of the providers, their keys and balances, and their breakers. */
export const command = withSession(async (session, call) => {
  const [action = 'list', id = ''] = call.arguments;
  if (action === 'list') return list(session);
  if (action === 'check') {
    const args = ['check', '--lang', session.language, ...(session.isJson ? ['--json'] : [])];
    return runScript(session, 'apps/worker/scripts/providers.ts', { args });
  }
  const known = ACTIONS.find((one) => one === action);
  if (known === undefined || id === '') throw new CliError(session.texts.errors.badAction(action));
  const { by, reason } = decisionOf(session, call.options);
  const body: BreakerCommand =
    known === 'isolate' ? { action: known, by, note: reason.slice(0, 200) } : { action: known, by };
  await session.client.control(id, body);
  session.print(session.texts.manage.controlled(id, known));
  return EXIT.done;
});

async function list(session: Session): Promise<number> {
  const { client, texts, print, emit, columns } = session;
  const providers = await client.providers();
  for (const provider of providers) emit({ type: 'provider', ...provider });
  if (providers.length === 0) {
    print(texts.manage.noProvider);
    return EXIT.stopped;
  }
  const t = texts.table;
  const titles = [
    { title: t.provider },
    { title: t.breaker },
    { title: t.inFlight, align: 'right' as const },
    { title: t.waiting, align: 'right' as const },
    { title: t.model, elastic: true },
  ];
  const rows = providers.map((one) => [
    one.id,
    describeBreaker(session, one),
    `${one.inFlight}/${one.capacity}`,
    String(one.waiting),
    one.models.flatMap(({ id, enabled }) => (enabled ? [id] : [])).join(texts.list),
  ]);
  renderTable(titles, rows, columns).forEach((line) => print(line));
  return EXIT.done;
}

/** State of the breaker, with the reason a person has to know. */
export function describeBreaker({ words, texts }: Session, provider: Provider): string {
  const { breaker, isolation, isolationNote } = provider;
  const reason = isolation === undefined || isolation === 'manual' ? undefined : words.waitReasons[isolation];
  return [words.breaker[breaker], reason, isolationNote]
    .filter((part) => part !== undefined && part !== '')
    .map((part) => plain(String(part)))
    .join(texts.list);
}
