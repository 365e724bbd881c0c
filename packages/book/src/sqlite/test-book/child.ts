import { openTestBook } from './open-test-book.ts';

const [path = '', action = '', label = '', marker = ''] = process.argv.slice(2);
const say = (line: string): unknown => process.stdout.write(`${line}\n`);

await using book = await openTestBook(path, { label });

if (action === 'race') await race();
if (action === 'count') await writeOn();
if (action === 'lock') {
  await book.write('lock', { key: `locked by ${label}`, owner: label, marker });
  say('committed');
}

/** Claims 500 contested keys, several at a time, in its own order. */
async function race(): Promise<void> {
  const keys = Array.from({ length: 500 }, (_, index) => `key ${index}`).sort(() => Math.random() - 0.5);
  let won = 0;
  for (let at = 0; at < keys.length; at += 10) {
    const claims = keys.slice(at, at + 10).map((key) => book.write('claim', { key, owner: label }));
    won += (await Promise.all(claims)).filter((isMine) => isMine === true).length;
  }
  say(`won ${won}`);
}

/** Prints each number after its commit, until killed. */
async function writeOn(): Promise<void> {
  for (let n = 0; n < 1_000_000; n += 1) {
    await book.write('put', { key: `${label} ${n}`, owner: label });
    say(`kept ${n}`);
  }
}
