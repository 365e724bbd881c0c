import type { ModelCapabilities } from '@cineflow/core';
import type { HttpClient } from '@cineflow/http';
import type { Provider } from './spec.ts';

/** A value that is shown only by `reveal`. */
interface Secret {
  reveal(): string;
}

/** A text in the two languages of the settings documents. */
interface Words {
  en: string;
  zh: string;
}

/**
 * One account that environment variables can set up, as data. Its variables are `NAME_API_KEY`, `NAME_BASE_URL` and
 * `NAME_MAX_CONCURRENT`. The account exists once it has a key and a base URL.
 */
export interface Preset {
  /** Id of the provider. */
  id: string;
  /** Prefix of its variables, such as `ACME`. */
  name: string;
  about: { apiKey: Words; baseUrl: Words };
  /** Default base URL; absent: the account exists only if the variable is set. */
  baseUrl?: string;
  /** Default key, for providers that take any; absent: a key is required. */
  apiKey?: string;
  /**
   * For vendors whose key is a file: the variable with its path, which replaces `NAME_API_KEY`. `fix` says what is
   * wrong with a file's text. `example` makes a key that opens nothing.
   */
  keyFile?: { variable: string; fix: (text: string) => string | undefined; example: () => string };
  /** Further variables, by the part after `NAME_`. */
  more?: Readonly<Record<string, FurtherVariable>>;
  /** Operations in flight a new account allows, if fewer than MAX_CONCURRENT_TASKS. */
  maxInFlight?: number;
  /** Model table. */
  models: readonly ModelRow[];
  defaultModel: string;
  /** Date of its prices. */
  pricesOf?: string;
  /** The wire does not name a model: a file can change rows but not add any. */
  isClosed?: true;
  /** Currency of its balance and costs; absent: it reports neither. */
  currency?: string;
}

/** A row of a model table, and how its family requests it. */
export interface ModelRow extends ModelCapabilities {
  /** Built-in model of the same account whose wire form it takes; absent: its own. */
  like?: string;
}

/** A variable of one family only. */
interface FurtherVariable {
  about: Words;
  pattern: RegExp;
  /** What to write instead of a value that does not match the pattern. */
  fix: string;
  /** Default value. */
  usual?: string;
}

/** Settings of one account. */
export interface AccountSettings {
  readonly id: string;
  readonly family: string;
  readonly apiKey: Secret;
  readonly baseUrl: string;
  /** Values of the further variables, by the part after `NAME_`. */
  readonly more?: Readonly<Record<string, string>>;
  /** Preset whose table and dialect it uses; absent: the one of its id, else the family's first. */
  readonly dialect?: string;
  /** Its model table, if a file changed that of the preset. */
  readonly models?: readonly ModelRow[];
  /** Currency of its balance and costs, if it differs from the preset's. */
  readonly currency?: string;
}

/** Settings of an account as its family receives them. */
export interface OpenedAccount extends AccountSettings {
  /** Local folder for answers that contain the ordered content. */
  readonly spoolDirectory: string;
}

/** A wire protocol, and the accounts that speak it. */
export interface Family {
  readonly family: string;
  readonly presets: readonly Preset[];
  create(settings: OpenedAccount, http: HttpClient): Provider;
}

/** The preset of an account, for whatever its settings leave open. */
export function presetOf(
  { id, dialect }: AccountSettings,
  { presets, family }: Pick<Family, 'presets' | 'family'>,
): Preset {
  const [first] = presets;
  const found = presets.find((preset) => preset.id === (dialect ?? id)) ?? first;
  if (found === undefined) throw new Error(`the family ${family} has no preset`);
  return found;
}

/** The model whose wire form a model takes: itself, unless a file says otherwise. */
export function wireModelOf(models: readonly ModelRow[], model: string): string {
  return models.find(({ id }) => id === model)?.like ?? model;
}
