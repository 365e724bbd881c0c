import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Receipt } from '@cineflow/contracts';
import { renderTable } from '@cineflow/terminal';
import { EXIT } from '../exit.ts';
import { formatCents, formatMoney } from '../format.ts';
import { plain, type Session } from '../session.ts';
import { withSession } from '../with-session.ts';

/** Programs for tables on Windows take a CSV for UTF-8 only with this mark. */
const BYTE_ORDER_MARK = '\uFEFF';

/** What each take cost, as a table or as CSV. */
export const command = withSession(async (session, { arguments: [id = ''], options }) => {
  const { client, texts, print, emit, cwd } = session;
  if (options.csv !== true && options.output === undefined) {
    const receipt = await client.receipt(id);
    emit({ type: 'receipt', ...receipt });
    show(session, receipt);
    return EXIT.done;
  }
  const csv = await client.receiptCsv(id);
  if (options.output === undefined) process.stdout.write(csv);
  else {
    await writeFile(resolve(cwd, options.output), BYTE_ORDER_MARK + csv);
    print(texts.manage.written(options.output));
  }
  return EXIT.done;
});

function show(session: Session, receipt: Receipt): void {
  const { texts, words, print, columns } = session;
  const { name, lines, currency, chargedCents, reservedCents, unpricedTakes = 0 } = receipt;
  const t = texts.table;
  const titles = [
    { title: t.shot, align: 'right' as const },
    { title: t.take, align: 'right' as const },
    { title: t.provider },
    { title: t.state },
    { title: t.cost, align: 'right' as const },
    { title: t.refunded, align: 'right' as const },
    { title: t.operation, elastic: true },
    { title: t.clip, elastic: true },
  ];
  const rows = lines.map((line) => {
    const refunded = line.operations.reduce((sum, { refundedCents = 0 }) => sum + refundedCents, 0);
    return [
      String(line.segmentIndex),
      String(line.takeNumber),
      line.providerId,
      words.states[line.state],
      line.chargedCents === undefined ? '' : formatCents(line.chargedCents),
      refunded === 0 ? '' : formatCents(refunded),
      plain(line.operations.map(({ operationId }) => operationId).join(' ')),
      plain(line.file ?? ''),
    ];
  });
  print(`${plain(name)}  ${receipt.storyboardId}`);
  renderTable(titles, rows, columns).forEach((line) => print(line));
  const sum = texts.manage.receiptSum(
    formatMoney(chargedCents, currency),
    formatMoney(reservedCents, currency),
  );
  print(sum);
  if (unpricedTakes > 0) print(texts.manage.unpriced(unpricedTakes));
}
