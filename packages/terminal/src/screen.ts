import type { WriteStream } from 'node:tty';
import { cutToWidth } from './display-width.ts';

export interface Frame {
  /** Drawn in place on a terminal. */
  lines: readonly string[];
  /** Printed as one line without a terminal. */
  plain: string;
}

/** Display of the progress. */
export interface Screen {
  draw(frame: Frame): void;
  /** Keeps the last frame; later output follows below. */
  finish(): void;
}

const PLAIN_EVERY_MS = 5_000;
const HIDE_CURSOR = '\u001B[?25l';
/** The frame before may have had more lines. */
const CLEAR_BELOW = '\u001B[J';
const SHOW_CURSOR = '\u001B[?25h';

/** Redraws in place on a terminal; otherwise prints changes every few seconds. */
export function createScreen(
  stream: WriteStream | NodeJS.WriteStream,
  now = () => performance.now(),
): Screen {
  return stream.isTTY ? terminalScreen(stream) : plainScreen(stream, now);
}

function terminalScreen(stream: NodeJS.WriteStream): Screen {
  let drawn = 0;
  return {
    draw: ({ lines }) => {
      // The next frame would not overwrite a wrapped line.
      const cut = lines.map((line) => `\u001B[2K${cutToWidth(line, (stream.columns || 80) - 1)}\n`);
      stream.write(`${drawn === 0 ? HIDE_CURSOR : `\u001B[${drawn}A`}${cut.join('')}${CLEAR_BELOW}`);
      drawn = lines.length;
    },
    finish: () => {
      if (drawn > 0) stream.write(SHOW_CURSOR);
      drawn = 0;
    },
  };
}

function plainScreen(stream: NodeJS.WriteStream, now: () => number): Screen {
  let lastAt = -Infinity;
  let last = '';
  return {
    draw: ({ plain }) => {
      if (plain === last || now() - lastAt < PLAIN_EVERY_MS) return;
      stream.write(`${plain}\n`);
      lastAt = now();
      last = plain;
    },
    finish: () => {},
  };
}
