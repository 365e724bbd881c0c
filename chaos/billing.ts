/**
 * `pnpm chaos:billing [--book sqlite|postgres] [--seed N] [--minutes M] [--mutant NAME|all] [--only FAULT,…] [--families]`
 *
 * Runs the product against a faulty provider. Kills, freezes, fills, rolls back and fails over processes, book and Redis.
 * Compares the provider's bill with the clips.
 *
 * Exit code 1: a take was paid twice, lost or wrongly adopted, or a limit or budget was exceeded.
 * `--mutant` switches one mechanism off; exit code 1 if the run does NOT notice.
 * `--only` names the rare faults to inject, such as `book-roll-back,intruder`.
 * `--families` mixes the wires of all providers; a person settles what is unconfirmed where there is no list.
 */
import { parseArgs } from 'node:util';
import { ALL_FAMILIES, ONE_FAMILY } from './billing/families.ts';
import { planBilling } from './billing/billing-plan.ts';
import { MUTANTS, type MutantName } from './billing/mutants.ts';
import { runBillingChaos } from './billing/run-billing-chaos.ts';

const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    minutes: { type: 'string', default: '2' },
    book: { type: 'string', default: 'sqlite' },
    mutant: { type: 'string' },
    only: { type: 'string' },
    families: { type: 'boolean', default: false },
  },
});

const book = values.book === 'postgres' ? 'postgres' : 'sqlite';
if (values.book !== book) throw new Error(`no book ${values.book}; there are sqlite and postgres`);

async function run(mutant: MutantName | null): Promise<boolean> {
  const seed = Number(values.seed);
  console.log(`${book}, seed ${seed}, ${values.minutes} min${mutant === null ? '' : `, without ${mutant}`}`);
  const only = values.only?.split(',');
  const providers = values.families ? ALL_FAMILIES : ONE_FAMILY;
  const minutes = Number(values.minutes);
  const plan = planBilling({ seed, minutes, book, mutant, only, providers, print: console.log });
  const { violations, unfinished, involved, figures } = await runBillingChaos(plan);
  console.log(JSON.stringify({ book, seed, mutant, ...figures }, null, 2));
  for (const violation of violations.slice(0, 20)) console.log(`VIOLATION ${violation}`);
  for (const one of involved.slice(0, 20)) console.log(JSON.stringify(one));
  if (mutant === null) return violations.length === 0;
  const isFound = violations.length > unfinished.length;
  console.log(isFound ? `${mutant}: found` : `${mutant}: NOT FOUND, the run is blind to it`);
  return isFound;
}

// The processes of a run end with this one, except after an unhandled signal.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const known = Object.keys(MUTANTS) as MutantName[];
const { mutant } = values;
if (mutant !== undefined && mutant !== 'all' && !known.includes(mutant as MutantName)) {
  throw new Error(`no mutant ${mutant}; there are ${known.join(', ')} and all`);
}
const wanted = mutant === undefined ? [null] : mutant === 'all' ? known : [mutant as MutantName];
let isGood = true;
for (const one of wanted) if (!(await run(one))) isGood = false;
// A handle of a killed child may keep Node busy for ever at its own end.
process.exit(isGood ? 0 : 1);
