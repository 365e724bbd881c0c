import { stripVTControlCharacters, styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

const STYLES: Readonly<Record<string, Style>> = {
  fatal: ['bold', 'red'],
  error: 'red',
  warn: 'yellow',
  info: 'green',
};
/** Fields shown elsewhere in the line, or equal in all. */
const LEFT_OUT = new Set(['level', 'time', 'name', 'msg', 'pid', 'hostname']);

type Fields = Record<string, unknown> & { level?: string; name?: string; msg?: string; time?: string };

interface Stream {
  write(text: string): unknown;
}

/** `auto`: readable on a terminal, else JSON. */
export type LogFormat = 'auto' | 'json' | 'pretty';

/** What makes lines readable on their way to `to`; undefined where they stay JSON. Node heeds NO_COLOR. */
export function screenFor(
  format: LogFormat,
  to: Stream & { isTTY?: boolean; hasColors?: () => boolean },
): Stream | undefined {
  const isTerminal = to.isTTY === true;
  if (format === 'json' || (format === 'auto' && !isTerminal)) return undefined;
  return prettyLines(to, isTerminal && to.hasColors?.() === true);
}

/**
 * Turns lines of JSON into readable ones for a terminal: time, level, process, message, facts, then the stack of an
 * error. Other lines pass unchanged.
 */
export function prettyLines(to: Stream, isColoured: boolean): Stream {
  const paint = (style: Style, text: string): string =>
    isColoured ? styleText(style, text, { validateStream: false }) : text;
  return {
    write: (line) => {
      const fields = parse(line);
      return to.write(fields === null ? line : `${render(fields, paint)}\n`);
    },
  };
}

function parse(line: string): Fields | null {
  try {
    return JSON.parse(line) as Fields;
  } catch {
    return null;
  }
}

function render(fields: Fields, paint: (style: Style, text: string) => string): string {
  const { level = '', name = '', msg = '', time = '' } = fields;
  const facts = Object.entries(fields).filter(([field]) => !LEFT_OUT.has(field));
  const head = [
    paint('dim', timeOf(time)),
    paint(STYLES[level] ?? 'dim', level.toUpperCase().padEnd(5)),
    printable(name),
    printable(msg),
  ];
  const tail = facts.map(factOf).join(' ');
  const first = [...head, ...(tail === '' ? [] : [paint('dim', tail)])].join(' ');
  const stacks = facts.flatMap(([, value]) => stackOf(value));
  return [first, ...stacks.map((text) => paint('dim', text))].join('\n');
}

/** Time of day on this machine's clock: a terminal is read by who sits there. */
function timeOf(time: string): string {
  const at = new Date(time);
  return Number.isNaN(at.getTime()) ? time : at.toTimeString().slice(0, 8);
}

function factOf([name, value]: [string, unknown]): string {
  const text = typeof value === 'string' ? value : (messageOf(value) ?? JSON.stringify(value));
  const told = printable(text);
  return `${name}=${/[\s"]/.test(told) && !/^[[{]/.test(told) ? JSON.stringify(told) : told}`;
}

/** What an error says in one line; null for anything else. */
function messageOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const { type, message } = value as { type?: unknown; message?: unknown };
  return typeof type === 'string' && typeof message === 'string' ? message : null;
}

/** Where an error came from, then its causes. */
function stackOf(value: unknown): string[] {
  if (messageOf(value) === null) return [];
  const { stack = '', cause } = value as { stack?: string; cause?: unknown };
  const own = stack.split('\n').filter((line) => line !== '');
  return [...own.map((line) => `    ${printable(line.trim())}`), ...stackOf(cause)];
}

/** Foreign text must not move the cursor or start a line. */
function printable(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ');
}
