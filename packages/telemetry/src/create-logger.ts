import { type DestinationStream, type Logger, type LoggerOptions, pino, stdTimeFunctions } from 'pino';
import { createRepeatFilter } from './create-repeat-filter.ts';
import { createScrubber } from './create-scrubber.ts';
import { describeError } from './describe-error.ts';
import { type LogFormat, screenFor } from './pretty-lines.ts';

export interface LoggerSettings {
  /** The process, such as "api" or "worker". */
  name: string;
  level: string;
  /** Values that must never be written, in any encoding. */
  secrets: readonly string[];
  /** Trouble a line is part of; each trouble is written once a second. */
  groupOf?: (error: Error) => string | null;
  /** Default: JSON. */
  format?: LogFormat;
  /** Where lines go; stdout unless a test wants them. */
  destination?: DestinationStream;
}

const WARN = 40;

/**
 * A logger of JSON or readable lines. Redacts secrets, credentials, and user and query of addresses. Writes at most
 * five equal warnings a second, then their number.
 */
export function createLogger(settings: LoggerSettings): Logger {
  const { name, level, secrets, groupOf, format = 'json' } = settings;
  const { destination = screenFor(format, process.stdout) } = settings;
  const options: LoggerOptions = {
    name,
    level,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: describeError, error: describeError, cause: describeReason, reason: describeReason },
    // A second wall behind the scrubber, which sees lines and not objects.
    redact: {
      paths: ['*.headers', 'headers', 'apiKey', '*.apiKey', 'password', '*.password'],
      censor: '[secret]',
    },
    hooks: { streamWrite: createScrubber(secrets), logMethod: repeatHook(groupOf) },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

function repeatHook(
  groupOf: LoggerSettings['groupOf'],
): NonNullable<NonNullable<LoggerOptions['hooks']>['logMethod']> {
  const mayPass = createRepeatFilter({ perWindow: 5, windowMs: 1_000 });
  const mayPassOfGroup = createRepeatFilter({ perWindow: 1, windowMs: 1_000 });
  return function limitRepeats(args, method, level) {
    const error = level < WARN ? undefined : errorOf(args[0]);
    const group = error && groupOf?.(error);
    // How many were left out would be one line more.
    if (group && !mayPassOfGroup(group, () => undefined)) return;
    const text = textOf(args);
    const report = ({ suppressed }: { suppressed: number }): void => {
      method.apply(this, [{ suppressed, repeated: text }, 'suppressed repeated lines']);
    };
    if (level < WARN || mayPass(`${level} ${text}`, report)) method.apply(this, args);
  };
}

/** What makes two lines equal: their message and that of their error. */
function textOf(args: readonly unknown[]): string {
  const [first, second] = args;
  if (typeof first === 'string') return first;
  const error = errorOf(first);
  const message = typeof second === 'string' ? [second] : [];
  return [...message, ...(error === undefined ? [] : [error.message])].join(': ');
}

function errorOf(fields: unknown): Error | undefined {
  if (fields instanceof Error) return fields;
  if (typeof fields !== 'object' || fields === null) return undefined;
  return Object.values(fields).find((value) => value instanceof Error);
}

/** A cause or reason is an error, or an ordinary value such as a wait reason. */
function describeReason(reason: unknown): unknown {
  return reason instanceof Error ? describeError(reason) : reason;
}
