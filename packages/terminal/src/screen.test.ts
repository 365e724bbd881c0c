import { expect, test } from 'vitest';
import { createScreen } from './screen.ts';

function fakeStream(isTTY: boolean) {
  const written: string[] = [];
  const stream = { isTTY, columns: 20, write: (text: string) => written.push(text) > 0 };
  return { written, stream: stream as unknown as NodeJS.WriteStream };
}

test('prints at most one line per five seconds without a terminal', () => {
  const { written, stream } = fakeStream(false);
  let time = 0;
  const screen = createScreen(stream, () => time);
  for (let second = 0; second <= 11; second += 1) {
    time = second * 1000;
    screen.draw({ lines: ['x'], plain: `${second} s` });
  }
  expect(written).toEqual(['0 s\n', '5 s\n', '10 s\n']);
});

test('prints nothing twice', () => {
  const { written, stream } = fakeStream(false);
  let time = 0;
  const screen = createScreen(stream, () => time);
  for (const at of [0, 10_000, 20_000]) {
    time = at;
    screen.draw({ lines: [], plain: 'waiting' });
  }
  expect(written).toEqual(['waiting\n']);
});

test('redraws the frame within the terminal width', () => {
  const { written, stream } = fakeStream(true);
  const screen = createScreen(stream);
  screen.draw({ lines: ['雨夜便利店雨夜便利店雨夜便利店', 'b'], plain: '' });
  screen.draw({ lines: ['c', 'd'], plain: '' });
  screen.finish();
  expect(written[0]).toContain('雨夜便利店雨夜便利…\n');
  expect(written[1]?.startsWith('\u001B[2A')).toBe(true);
  expect(written[1]?.endsWith('\u001B[J')).toBe(true);
  expect(written.at(-1)).toBe('\u001B[?25h');
});
