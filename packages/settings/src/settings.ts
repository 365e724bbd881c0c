import { defined } from '@cineflow/core';
import { join } from 'node:path';
import type { Environment } from './environment.ts';
import { currencyOf } from './currency-of.ts';
import type { ProviderAccount } from './provider-settings.ts';
import type { Secret } from './secret.ts';
import { type StorageSettings, toStorageSettings } from './storage-settings.ts';

/** Settings of all processes, grouped by the part that uses them. Deeply frozen. */
export interface Settings {
  readonly redis: {
    readonly url: string;
    readonly prefix: string;
  };
  readonly book: {
    /** Absent: SQLite in the data directory. */
    readonly url?: Secret;
    readonly dataDirectory: string;
    /** Currency of a new book; an existing book keeps its own. */
    readonly currency: string;
    /** Whether a variable sets it; otherwise it follows the providers. */
    readonly isCurrencySet: boolean;
    /** Value of one unit of another currency, in that of the book. */
    readonly rates: Readonly<Record<string, number>>;
  };
  readonly api: {
    readonly host: string;
    readonly port: number;
    /** Answer without keys, even if others can reach the API. */
    readonly isOpen: boolean;
    /** Absent: the queue dashboard has no password. */
    readonly board?: { readonly user: string; readonly password: Secret };
  };
  readonly outputDirectory: string;
  /** Local journal of outcomes while the book is away. */
  readonly journalDirectory: string;
  /** Answers that contain the ordered content. */
  readonly spoolDirectory: string;
  readonly logLevel: Environment['LOG_LEVEL'];
  readonly logFormat: Environment['LOG_FORMAT'];
  readonly takesPerShot: number;
  /** Most takes one API key may have open; 0: no limit. */
  readonly openTakesPerKey: number;
  readonly pictures: {
    /** Most pictures of one API key; absent: no limit. */
    readonly perKey?: number;
    /** Address under which providers reach this API. */
    readonly publicUrl?: string;
    /** Absent: the book keeps one. */
    readonly secret?: Secret;
  };
  /** Absent: no limit. */
  readonly dailyBudgetCents?: number;
  /** Accounts that are set up. */
  readonly providers: readonly ProviderAccount[];
  /** Provider of storyboards that name none; absent: there is none. */
  readonly defaultProvider?: string;
  readonly proxy: {
    readonly http?: string;
    readonly https?: string;
    readonly exceptHosts: readonly string[];
  };
  readonly limiter: {
    readonly maximum: number;
    readonly degraded: number;
    readonly tripAfter: number;
    readonly cooldownMs: number;
    /** Factor per trip during a recovery, up to the longest cool-down. */
    readonly cooldownGrowth: number;
    readonly cooldownMaxMs: number;
    readonly recoveryStepMs: number;
  };
  readonly submit: {
    readonly jitter: { readonly minMs: number; readonly maxMs: number };
    readonly timeoutMs: number;
    readonly settleMs: number;
  };
  readonly poll: {
    /** Absent: learned from finished takes. */
    readonly firstMs?: number;
    readonly minMs: number;
    readonly maxMs: number;
    readonly limitMs: number;
    /** Requests of all workers together; absent: no limit. */
    readonly maxPerSecond?: number;
  };
  readonly collect: {
    readonly concurrency: number;
    /** All downloads of one worker together; absent: no limit. */
    readonly maxBytesPerSecond?: number;
  };
  readonly storage: StorageSettings;
  readonly worker: {
    readonly concurrency: number;
    /** How long a job stays locked to a silent worker. */
    readonly stallMs: number;
  };
  /** Notes for the operator at the start: adjusted values, unknown variables. */
  readonly notes: readonly string[];
}

/** Groups checked variables; lowers the degraded limit to the maximum if it is higher. */
export function toSettings(
  environment: Environment,
  providers: readonly ProviderAccount[],
  notes: readonly string[],
): Settings {
  const settings: Settings = {
    redis: { url: environment.REDIS_URL, prefix: environment.CINEFLOW_PREFIX },
    book: bookOf(environment, providers),
    api: {
      host: environment.HOST,
      port: environment.PORT,
      isOpen: environment.CINEFLOW_OPEN,
      ...boardOf(environment),
    },
    outputDirectory: environment.OUTPUT_DIR,
    journalDirectory: environment.CINEFLOW_JOURNAL_DIR ?? join(environment.CINEFLOW_DATA_DIR, 'journal'),
    spoolDirectory: join(environment.CINEFLOW_DATA_DIR, 'spool'),
    ...logOf(environment),
    takesPerShot: environment.GEN_COUNT_PER_SEGMENT,
    openTakesPerKey: environment.CINEFLOW_OPEN_TAKES_PER_KEY,
    pictures: picturesOf(environment),
    ...defined({ dailyBudgetCents: environment.CINEFLOW_DAILY_BUDGET_CENTS }),
    ...providersOf(environment, providers),
    proxy: {
      ...defined({ http: environment.HTTP_PROXY, https: environment.HTTPS_PROXY }),
      exceptHosts: (environment.NO_PROXY ?? '').split(/[\s,]+/).filter((host) => host !== ''),
    },
    limiter: {
      maximum: environment.MAX_CONCURRENT_TASKS,
      degraded: Math.min(environment.CINEFLOW_DEGRADED_LIMIT, environment.MAX_CONCURRENT_TASKS),
      tripAfter: environment.CINEFLOW_TRIP_AFTER,
      cooldownMs: environment.CINEFLOW_COOLDOWN_MS,
      cooldownGrowth: environment.CINEFLOW_COOLDOWN_GROWTH,
      cooldownMaxMs: environment.CINEFLOW_COOLDOWN_MAX_MS,
      recoveryStepMs: environment.CINEFLOW_RECOVERY_STEP_MS,
    },
    submit: submitOf(environment),
    poll: {
      ...defined({ firstMs: environment.CINEFLOW_POLL_FIRST_MS }),
      minMs: environment.CINEFLOW_POLL_MIN_MS,
      maxMs: environment.CINEFLOW_POLL_MAX_MS,
      limitMs: environment.CINEFLOW_POLL_LIMIT_MS,
      ...defined({ maxPerSecond: environment.CINEFLOW_POLLS_PER_SECOND || undefined }),
    },
    collect: {
      concurrency: environment.CINEFLOW_COLLECT_CONCURRENCY,
      ...defined({ maxBytesPerSecond: environment.CINEFLOW_COLLECT_BYTES_PER_SECOND || undefined }),
    },
    storage: toStorageSettings(environment),
    worker: { concurrency: environment.CINEFLOW_WORKER_CONCURRENCY, stallMs: environment.CINEFLOW_STALL_MS },
    notes,
  };
  return freeze(settings);
}

function bookOf(environment: Environment, providers: readonly ProviderAccount[]): Settings['book'] {
  return {
    ...defined({ url: environment.DATABASE_URL }),
    dataDirectory: environment.CINEFLOW_DATA_DIR,
    currency: environment.CINEFLOW_CURRENCY ?? currencyOf(providers),
    isCurrencySet: environment.CINEFLOW_CURRENCY !== undefined,
    rates: environment.CINEFLOW_RATES ?? {},
  };
}

function submitOf(environment: Environment): Settings['submit'] {
  return {
    jitter: environment.CINEFLOW_SUBMIT_JITTER_MS ?? usualJitter(environment.NODE_ENV),
    timeoutMs: environment.CINEFLOW_SUBMIT_TIMEOUT_MS,
    settleMs: environment.CINEFLOW_SETTLE_MS,
  };
}

function picturesOf(environment: Environment): Settings['pictures'] {
  const publicUrl = environment.CINEFLOW_PUBLIC_URL?.replace(/\/+$/, '');
  const perKey = environment.CINEFLOW_PICTURES_PER_KEY || undefined;
  return defined({ perKey, publicUrl, secret: environment.CINEFLOW_MEDIA_SECRET });
}

function providersOf(
  { CINEFLOW_DEFAULT_PROVIDER: asked }: Environment,
  providers: readonly ProviderAccount[],
): Pick<Settings, 'providers' | 'defaultProvider'> {
  return { providers, ...defined({ defaultProvider: asked ?? providers[0]?.id }) };
}

function logOf({ LOG_LEVEL: logLevel, LOG_FORMAT: logFormat }: Environment) {
  return { logLevel, logFormat };
}

function boardOf(environment: Environment): Pick<Settings['api'], 'board'> {
  const { CINEFLOW_BOARD_USER: user, CINEFLOW_BOARD_PASSWORD: password } = environment;
  return user === undefined || password === undefined ? {} : { board: { user, password } };
}

function usualJitter(nodeEnv: string): { minMs: number; maxMs: number } {
  return nodeEnv === 'production' ? { minMs: 500, maxMs: 3_000 } : { minMs: 0, maxMs: 0 };
}

function freeze<Value extends object>(value: Value): Value {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) freeze(inner);
  return Object.freeze(value);
}
