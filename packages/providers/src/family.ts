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
   * holds the path. `fix` says what a text must be that is no such key.
   */
  keyFile?: { variable: string; fix: (text: string) => string | undefined };
  /** Further variables by what stands behind `NAME_`. */
  more?: Readonly<Record<string, FurtherVariable>>;
  /** Operations in flight that a new account can stand, where that is fewer than MAX_CONCURRENT_TASKS. */
  maxInFlight?: number;
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
