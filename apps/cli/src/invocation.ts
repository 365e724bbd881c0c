import type { Language } from './locales/choose-language.ts';

/** How the program was called. */
export interface Invocation {
  argv: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  /** The user's folder; relative paths begin there. */
  cwd: string;
  language: Language;
}

/** Values of the options of a command, by the long name. */
export interface Options {
  lang?: string;
  api?: string;
  json?: boolean;
  yes?: boolean;
  output?: string;
  takes?: number;
  provider?: string;
  model?: string;
  name?: string;
  budget?: number;
  force?: boolean;
  strict?: boolean;
  retryFailed?: boolean;
  download?: boolean;
  flat?: boolean;
  csv?: boolean;
  cancelled?: boolean;
  by?: string;
  reason?: string;
  adopt?: string;
  notAccepted?: boolean;
  giveUp?: boolean;
  data?: string;
  port?: number;
  workers?: number;
  sandbox?: boolean;
}

/** A called command. */
export interface Call {
  invocation: Invocation;
  arguments: readonly string[];
  options: Options;
}

/** Runs a command. @returns the exit code */
export type Command = (call: Call) => Promise<number>;
