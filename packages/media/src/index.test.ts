import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const PRINT_LIBRARIES = `
  await import('./index.ts');
  console.log(JSON.stringify(process.report.getReport().sharedObjects));
`;

test('loads no picture library before the first picture', async () => {
  const run = promisify(execFile);
  const args = ['--input-type=module', '--eval', PRINT_LIBRARIES];
  const { stdout } = await run(process.execPath, args, { cwd: import.meta.dirname });
  const libraries = JSON.parse(stdout) as string[];
  expect(libraries.length).toBeGreaterThan(2);
  expect(libraries.filter((path) => /sharp|vips|canvas/.test(path))).toEqual([]);
});
