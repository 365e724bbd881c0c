import { z } from 'zod';
import { formatRange, parseRange, type Range } from './parse-range.ts';
import { parseFaults } from './faults/parse-faults.ts';

const wholeNumber = z.coerce.number().int().min(0);

const renderMs = z.union([z.string(), z.number()]).transform((given, context): Range => {
  const range = parseRange(String(given));
  if (range !== undefined) return range;
  context.addIssue({ code: 'custom', message: 'expected milliseconds such as "2000" or "1500-2500"' });
  return z.NEVER;
});

const faults = z.string().transform((text, context) => {
  try {
    return parseFaults(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
    return z.NEVER;
  }
});

/** What may be changed while the sandbox runs, by `PATCH /control`. Texts are parsed as in the environment. */
export const changeableSettings = z.object({
  apiKey: z.string(),
  renderMs,
  limit: wholeNumber,
  balanceCents: wholeNumber,
  priceCents: wholeNumber,
  proPriceCents: wholeNumber,
  refundFailed: z.enum(['no', 'balance', 'status'], { error: 'expected no, balance or status' }),
  faults,
  retryAfterSeconds: wholeNumber,
  linkTtlMs: wholeNumber,
  listLagMs: wholeNumber,
  clockOffsetMs: z.coerce.number().int(),
  lateMs: wholeNumber,
  hangMaxMs: wholeNumber,
  slowBytesPerSecond: z.coerce.number().int().min(1),
});

export type ChangeableSettings = z.output<typeof changeableSettings>;

const allSettings = changeableSettings.extend({
  host: z.string().min(1),
  port: wholeNumber.max(65_535),
  seed: wholeNumber,
  billFile: z.string(),
});

/** Everything the sandbox can be told; money in cents, times in milliseconds unless named otherwise. */
export type SandboxSettings = z.output<typeof allSettings>;

const DEFAULTS: z.input<typeof allSettings> = {
  host: '127.0.0.1',
  port: '4010',
  apiKey: '',
  renderMs: '2000',
  limit: '0',
  balanceCents: '1000000',
  priceCents: '6',
  proPriceCents: '30',
  refundFailed: 'no',
  faults: '',
  retryAfterSeconds: '0',
  linkTtlMs: '172800000',
  listLagMs: '0',
  clockOffsetMs: '0',
  lateMs: '5000',
  hangMaxMs: '120000',
  slowBytesPerSecond: '20000',
  seed: '1',
  billFile: '',
};

/** Builds settings from texts keyed by setting name, the rest by default. Throws an error naming every bad one. */
export function makeSettings(given: Partial<Record<keyof SandboxSettings, string>> = {}): SandboxSettings {
  return check(given, (key) => key);
}

/** Reads `SANDBOX_*` (and `PORT` where `SANDBOX_PORT` is absent); throws an error naming every bad or unknown variable. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): SandboxSettings {
  const byVariable = new Map(Object.keys(DEFAULTS).map((key) => [toVariable(key), key]));
  const unknown = Object.keys(env).filter((name) => name.startsWith('SANDBOX_') && !byVariable.has(name));
  if (unknown.length > 0) throw new Error(`unknown variable: ${unknown.join(', ')}`);
  const given = [...byVariable].flatMap(([variable, key]) => {
    const value = env[variable] ?? (key === 'port' ? env['PORT'] : undefined);
    return value === undefined || value === '' ? [] : [[key, value] as const];
  });
  return check(Object.fromEntries(given), toVariable);
}

/** The changeable settings in the texts that `PATCH /control` accepts. */
export function describeSettings(settings: SandboxSettings): Record<keyof ChangeableSettings, unknown> {
  const keys = Object.keys(changeableSettings.shape) as (keyof ChangeableSettings)[];
  const plain = Object.fromEntries(keys.map((key) => [key, settings[key]])) as Record<
    keyof ChangeableSettings,
    unknown
  >;
  return {
    ...plain,
    apiKey: settings.apiKey === '' ? '' : '[set]',
    renderMs: formatRange(settings.renderMs),
    faults: settings.faults.map((rule) => rule.text).join(','),
  };
}

function check(given: Record<string, string>, nameOf: (key: string) => string): SandboxSettings {
  const result = allSettings.safeParse({ ...DEFAULTS, ...given });
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${nameOf(String(issue.path[0]))}: ${issue.message}`);
  throw new Error(`bad sandbox settings: ${problems.join('; ')}`);
}

/** `renderMs` is told by `SANDBOX_RENDER_MS`. */
function toVariable(key: string): string {
  return `SANDBOX_${key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
