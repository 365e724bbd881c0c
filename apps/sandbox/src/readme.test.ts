import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FAULTS } from './faults/fault-table.ts';
import { makeSettings } from './settings.ts';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the README lists exactly the faults there are', () => {
  const rows = [...README.matchAll(/^\| `([a-z0-9-]+)`\s*\| (\w+)\s*\| (.+?)\s*\|$/gm)].map((row) =>
    row.slice(1),
  );
  const expected = Object.entries(FAULTS).map(([name, fault]) => [
    name,
    fault.stage,
    'tagTimes' in fault ? `${fault.effect} (a tag strikes once)` : fault.effect,
  ]);
  expect(rows).toEqual(expected);
});

test('the README has every variable', () => {
  const variables = Object.keys(makeSettings()).map(
    (key) => `\`SANDBOX_${key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}\``,
  );
  for (const variable of variables) expect(README).toContain(variable);
});
