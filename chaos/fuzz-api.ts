/**
 * `node chaos/fuzz-api.ts [--seed N] [--requests N] [--hostile N] [--hostile-mb M]`
 *
 * Sends invalid requests and large hostile bodies to the API while a good client measures its answers.
 *
 * Exit code 1: an internal error, a slow good client, or memory beyond the limit.
 */
import { parseArgs } from 'node:util';
import { runFuzz } from './fuzz-api/run-fuzz.ts';

const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    requests: { type: 'string', default: '200000' },
    hostile: { type: 'string', default: '40' },
    'hostile-mb': { type: 'string', default: '8' },
  },
});
const [seed = 0, requests = 0, hostile = 0, hostileMegabytes = 0] = [
  values.seed,
  values.requests,
  values.hostile,
  values['hostile-mb'],
].map(Number);
console.log(`seed ${seed}, ${requests} requests, ${hostile} hostile bodies of ${hostileMegabytes} MB`);
const { violations, figures } = await runFuzz({
  seed,
  requests,
  hostile,
  hostileMegabytes,
  goodP99Ms: 500,
});
console.log(JSON.stringify({ chaos: 'fuzz-api', ...figures }, null, 2));
for (const violation of violations) console.log(`VIOLATION ${violation}`);
process.exit(violations.length === 0 ? 0 : 1);
