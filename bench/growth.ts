/**
 * `pnpm bench:growth [--takes 1000000] [--open 5000] [--book sqlite|postgres]`: cost of many takes, on both databases
 * by default. Prints a table and one JSON line. Needs some GB of temporary files.
 */
import { parseArgs } from 'node:util';
import { benchGrowth, benchLeftovers } from './growth/cases.ts';

const { values } = parseArgs({
  options: {
    takes: { type: 'string', default: '1000000' },
    open: { type: 'string', default: '5000' },
    book: { type: 'string' },
  },
});
const [takes, open] = [Number(values.takes), Number(values.open)];
const drivers = (['sqlite', 'postgres'] as const).filter((driver) => (values.book ?? driver) === driver);
const left = await benchLeftovers();
const figures = [left];
for (const driver of drivers) {
  figures.push(...(await benchGrowth({ driver, takes, open, leftBytes: left.value })));
}
console.table(figures);
console.log(JSON.stringify({ bench: 'growth', takes, open, figures }));
process.exit(0);
