import { expect, test } from 'vitest';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import { startProcess } from './start-process.ts';

const node = process.execPath;

test('waits for the ready line and keeps the output', async () => {
  const program = `console.log('one'); console.error('ready now'); setInterval(() => {}, 1000)`;
  await using child = await startProcess({
    name: 'child',
    command: node,
    args: ['-e', program],
    ready: { line: (line) => line.startsWith('ready') },
  });
  expect(child.readyLine).toBe('ready now');
  await eventually(() => child.lines().includes('one'));
});

test('waits for a URL to answer', async () => {
  const program = `require('node:http').createServer((_, answer) => answer.end('ok')).listen(process.env.PORT)`;
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}/`;
  await using child = await startProcess({
    name: 'server',
    command: node,
    args: ['-e', program],
    env: { PORT: port },
    ready: { url },
  });
  expect(await (await fetch(url)).text()).toBe('ok');
  await child.kill();
  await expect(fetch(url)).rejects.toThrow('fetch failed');
});

test('names process and output when it ends too early', async () => {
  const start = startProcess({
    name: 'broken',
    command: node,
    args: ['-e', `console.error('no such thing'); process.exit(3)`],
    ready: { line: (line) => line === 'never' },
  });
  await expect(start).rejects.toThrow(/broken is not ready[^]*no such thing/);
});

test('gives the child nothing of our environment but what finding programs needs', async () => {
  process.env['CINEFLOW_LEAK'] = 'leaked';
  await using child = await startProcess({
    name: 'environment',
    command: node,
    args: ['-e', 'console.log(JSON.stringify(process.env)); setInterval(() => {}, 1000)'],
    env: { GIVEN: 'yes' },
    ready: { line: (line) => line.startsWith('{') },
  });
  delete process.env['CINEFLOW_LEAK'];
  expect(JSON.parse(child.readyLine)).toMatchObject({ GIVEN: 'yes', PATH: process.env['PATH'] });
  expect(child.readyLine).not.toContain('leaked');
});
