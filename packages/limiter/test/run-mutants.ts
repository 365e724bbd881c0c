/** Takes each guard of the lane's Lua away once and demands that the comparison with the model notices. */
import { connectRedis, findRedis } from '@cineflow/testkit';
import { laneText } from './model/compare.ts';
import { compareAtLeast } from './model/compare-at-least.ts';
import { BREAKER_MUTANTS } from './mutants/breaker-mutants.ts';
import { LINE_MUTANTS } from './mutants/line-mutants.ts';
import type { Mutant } from './mutants/mutant.ts';

// A mutant that no test notices is a guard that nothing proves.
const MUTANTS = [...LINE_MUTANTS, ...BREAKER_MUTANTS];
const DECISIONS = 150_000;

function mutate(given: Mutant): (name: string) => string {
  const text = laneText(given.file);
  if (text.split(given.from).length !== 2)
    throw new Error(`not exactly once in ${given.file}: ${given.from}`);
  const changed = text.replace(given.from, () => given.to);
  return (name) => (name === given.file ? changed : laneText(name));
}

const found = await findRedis({ log: (line) => console.error(line), allowInstall: false });
const survivors: string[] = [];
{
  await using redis = connectRedis(found.url);
  for (const given of MUTANTS) {
    const noticed = await compareAtLeast({
      redis,
      decisions: DECISIONS,
      seed: 1,
      text: mutate(given),
      quick: true,
    }).then(
      () => false,
      () => true,
    );
    if (!noticed) survivors.push(`${given.file}.lua: ${given.what}`);
    console.log(`${noticed ? 'noticed ' : 'SURVIVED'}  ${given.file}.lua: ${given.what}`);
  }
}
await found.stop();
console.log(JSON.stringify({ mutants: MUTANTS.length, survivors }));
process.exitCode = survivors.length === 0 ? 0 : 1;
