import type { ModelCapabilities } from '@cineflow/core';
import type { HttpClient } from '@cineflow/http';
import type { Provider } from './spec.ts';

/** A value that shows itself only when asked. */
interface Secret {
  reveal(): string;
}

/** A text in the two languages of the settings file. */
interface Words {
  en: string;
  zh: string;
}

/**
 * One account that variables can set up, as data. `NAME_API_KEY`, `NAME_BASE_URL` and `NAME_MAX_CONCURRENT` are its
 * variables; it exists when key and base URL are there.
 */
export interface Preset {
  /** Id of the provider. */
  id: string;
  /** Beginning of its variables, such as `ACME`. */
  name: string;
  about: { apiKey: Words; baseUrl: Words };
  /** Absent: the account exists only where the variable is set. */
  baseUrl?: string;
  /** For providers that take any key; absent: one has to be given. */
  apiKey?: string;
  /**
   * Where the key is a file that its vendor knows by a variable of its own: that variable, in place of `NAME_API_KEY`,
   * holds the path. `fix` says what a text must be that is no such key; `example` makes one that opens nothing.
   */
  keyFile?: { variable: string; fix: (text: string) => string | undefined; example: () => string };
  /** Further variables by what stands behind `NAME_`. */
  more?: Readonly<Record<string, FurtherVariable>>;
  /** Operations in flight that a new account can stand, where that is fewer than MAX_CONCURRENT_TASKS. */
  maxInFlight?: number;
  /** What is sold there. */
  models: readonly ModelRow[];
  defaultModel: string;
  /** Day on which its prices were looked up. */
  pricesOf?: string;
  /** The wire names no model: rows can be changed by a file, and none can be added. */
  isClosed?: true;
  /** Currency in which it tells balance and costs; absent: it tells neither. */
  currency?: string;
}

/** A row of a model table, and how its family asks for it. */
export interface ModelRow extends ModelCapabilities {
  /** A built-in model of the same account that is asked for in the same way; absent: by its own name. */
  like?: string;
}

/** A variable that only one family has. */
interface FurtherVariable {
  about: Words;
  pattern: RegExp;
  /** What a value must be that does not fit the pattern. */
  fix: string;
  /** Taken where the variable is not set. */
  usual?: string;
}

/** What the settings say of one account. */
export interface AccountSettings {
  readonly id: string;
  readonly family: string;
  readonly apiKey: Secret;
  readonly baseUrl: string;
  /** The further variables that are set, by what stands behind `NAME_`. */
  readonly more?: Readonly<Record<string, string>>;
  /** The preset whose table and dialect it has; absent: that of its id, else the first of the family. */
  readonly dialect?: string;
  /** Its model table, where a file changed the one of the preset. */
  readonly models?: readonly ModelRow[];
  /** Currency in which it tells balance and costs, where that is another one than of the preset. */
  readonly currency?: string;
}

/** An account as a family gets it. */
export interface OpenedAccount extends AccountSettings {
  /** Folder of this machine for answers that carry what was ordered. */
  readonly spoolDirectory: string;
}

/** A wire, and the accounts that speak it. */
export interface Family {
  readonly family: string;
  readonly presets: readonly Preset[];
  create(settings: OpenedAccount, http: HttpClient): Provider;
}

/** What the settings of an account leave to the preset it is like. */
export function presetOf(
  { id, dialect }: AccountSettings,
  { presets, family }: Pick<Family, 'presets' | 'family'>,
): Preset {
  const [first] = presets;
  const found = presets.find((preset) => preset.id === (dialect ?? id)) ?? first;
  if (found === undefined) throw new Error(`the family ${family} has no preset`);
  return found;
}

/** The model whose way of asking is that of this one: itself, unless a file says otherwise. */
export function wireModelOf(models: readonly ModelRow[], model: string): string {
  return models.find(({ id }) => id === model)?.like ?? model;
}
