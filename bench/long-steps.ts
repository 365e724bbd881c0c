/**
 * `pnpm bench:steps [--takes 20000] [--flows 10000] [--book sqlite|postgres]`: longest delay that steps of a large
 * storyboard cause, on both databases by default. Prints a table and one JSON line.
 */
import { parseArgs } from 'node:util';
import { benchSteps } from './steps/cases.ts';

const { values } = parseArgs({
  options: {
    takes: { type: 'string', default: '20000' },
    flows: { type: 'string', default: '10000' },
    book: { type: 'string' },
  },
});
const [takes, flows] = [Number(values.takes), Number(values.flows)];
const drivers = (['sqlite', 'postgres'] as const).filter((driver) => (values.book ?? driver) === driver);
const rows = [];
for (const driver of drivers) rows.push(...(await benchSteps({ driver, takes, flows })));
console.table(rows);
console.log(JSON.stringify({ bench: 'long-steps', takes, flows, rows }));
process.exit(0);
