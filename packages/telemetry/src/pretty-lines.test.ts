import { expect, test } from 'vitest';
import { createLogger } from './create-logger.ts';
import { prettyLines, screenFor } from './pretty-lines.ts';

function listen(isColoured = false) {
  const written: string[] = [];
  const screen = prettyLines({ write: (text: string) => written.push(text) }, isColoured);
  const logger = createLogger({
    name: 'worker',
    level: 'trace',
    secrets: ['canary-key'],
    destination: screen,
  });
  const text = (): string => written.join('').replaceAll(/\d\d:\d\d:\d\d/g, 'HH:MM:SS');
  return { logger, screen, text };
}

test('a line is time, level, process, message and facts', () => {
  const { logger, text } = listen();
  logger.info({ takeId: 'sb_1-1-1', sizeBytes: 5, key: '雨夜/take 1.mp4' }, 'clip stored');
  expect(text()).toBe(
    'HH:MM:SS INFO  worker clip stored takeId=sb_1-1-1 sizeBytes=5 key="雨夜/take 1.mp4"\n',
  );
});

test('a cause in words is a fact; errors follow below', () => {
  const { logger, text } = listen();
  logger.warn({ takeId: 'a', cause: 'socket hang up' }, 'create unconfirmed');
  logger.error({ err: new TypeError('outer', { cause: new Error('inner') }) }, 'failed');
  expect(text()).toMatch(/^HH:MM:SS WARN  worker create unconfirmed takeId=a cause="socket hang up"\n/);
  expect(text()).toMatch(
    /ERROR worker failed err=outer\n {4}TypeError: outer\n {4}at [^]*\n {4}Error: inner\n {4}at /,
  );
});

test('no secret, and nothing that moves the cursor, comes through', () => {
  const { logger, text } = listen();
  logger.warn({ note: 'has canary-key', odd: 'a\u001B[2Jb\rc' }, 'said \u001B[31mred\nWARN worker invented');
  expect(text()).toBe('HH:MM:SS WARN  worker said red WARN worker invented note="has [secret]" odd="ab c"\n');
});

test('colours are written only where they are wanted', () => {
  const plain = listen();
  const coloured = listen(true);
  for (const { logger } of [plain, coloured]) logger.warn('x');
  expect(plain.text()).not.toContain('\u001B');
  expect(coloured.text()).toContain('\u001B[33mWARN');
});

test('what is no line of JSON is passed on', () => {
  const { screen, text } = listen();
  screen.write('plain words\n');
  expect(text()).toBe('plain words\n');
});

const pipe = { write: () => true };
const terminal = { ...pipe, isTTY: true, hasColors: () => true };

test.each([
  ['auto', pipe, false],
  ['auto', terminal, true],
  ['json', terminal, false],
  ['pretty', pipe, true],
] as const)('format %s at %o: readable %s', (format, to, isReadable) => {
  expect(screenFor(format, to) !== undefined).toBe(isReadable);
});

test.each<[Parameters<typeof screenFor>[1], boolean]>([
  [terminal, true],
  [{ ...terminal, hasColors: () => false }, false],
  [pipe, false],
])('colours at %o: %s', (stream, isColoured) => {
  const written: string[] = [];
  const to = { ...stream, write: (text: string) => written.push(text) };
  screenFor('pretty', to)?.write('{"level":"warn","msg":"x"}');
  expect(written.join('').includes('\u001B')).toBe(isColoured);
});
