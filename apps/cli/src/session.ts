import { userInfo } from 'node:os';
import { stripVTControlCharacters, styleText } from 'node:util';
import { type Client, createClient } from '@cineflow/client';
import { createScreen, type Screen } from '@cineflow/terminal';
import type { Words } from '@cineflow/words';
import { type Ask, createAsk } from './ask.ts';
import { CliError } from './exit.ts';
import type { Invocation, Options } from './invocation.ts';
import type { Language } from './locales/choose-language.ts';
import type { Texts } from './locales/texts.ts';
import { nameProgram } from './name-program.ts';
import type { Variables } from './read-dot-env.ts';

/** What every command works with: texts, the terminal and the API. */
export interface Session {
  readonly language: Language;
  readonly texts: Texts;
  readonly words: Words;
  /** The user's folder. */
  readonly cwd: string;
  /** Variables of the process, and those of `.env` that are ours. */
  readonly env: Variables;
  readonly isJson: boolean;
  /** Whether a question can be asked. */
  readonly canAsk: boolean;
  readonly columns: number;
  readonly client: Client;
  readonly apiUrl: string;
  /** Name of the person, for the history. */
  readonly user: string;
  /** A line for people; nothing with `--json`. */
  readonly print: (line?: string) => void;
  /** A line on stderr, also with `--json`. */
  readonly warn: (line: string) => void;
  /** An object for programs; nothing without `--json`. */
  readonly emit: (object: Readonly<Record<string, unknown>>) => void;
  readonly ask: Ask;
  readonly screen: () => Screen;
}

const DEFAULT_API_URL = 'http://127.0.0.1:8080';

export interface SessionParts {
  invocation: Invocation;
  options: Options;
  texts: Texts;
  words: Words;
  env: Variables;
}

export function createSession({ invocation, options, texts, words, env }: SessionParts): Session {
  const isJson = options.json === true;
  const callable = (line: string): string => nameProgram(line, env);
  const apiUrl = readApiUrl(options.api ?? env['CINEFLOW_API_URL'], texts);
  let client: Client | undefined;
  return {
    language: invocation.language,
    texts,
    words,
    cwd: invocation.cwd,
    env,
    isJson,
    canAsk: process.stdin.isTTY && process.stdout.isTTY && !isJson,
    get columns() {
      return process.stdout.isTTY ? process.stdout.columns || 80 : Infinity;
    },
    get client() {
      const apiKey = env['CINEFLOW_API_KEY']?.trim();
      client ??= createClient({ baseUrl: apiUrl, env, ...(apiKey ? { apiKey } : {}) });
      return client;
    },
    apiUrl,
    get user() {
      return userName(env);
    },
    print: (line = '') => {
      if (!isJson) process.stdout.write(`${callable(line)}\n`);
    },
    warn: (line) => void process.stderr.write(`${callable(line)}\n`),
    emit: (object) => {
      if (isJson) process.stdout.write(`${JSON.stringify(object)}\n`);
    },
    ask: createAsk(),
    screen: () => (isJson ? SILENT : createScreen(process.stdout)),
  };
}

const SILENT: Screen = { draw: () => {}, finish: () => {} };

/** @throws CliError for an address that is none */
function readApiUrl(given: string | undefined, texts: Texts): string {
  const text = given?.trim() || DEFAULT_API_URL;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new CliError(texts.errors.apiAddress(text));
  }
  return url.href.replace(/\/+$/, '');
}

function userName(env: Variables): string {
  try {
    return userInfo().username;
  } catch {
    return env['USER'] ?? 'cineflow';
  }
}

/** Text of others made safe for a terminal: no control sequences, one line. */
export function plain(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/\p{Cc}+/gu, ' ');
}

export const paint = {
  good: (text: string) => styleText('green', text),
  bad: (text: string) => styleText('red', text, { stream: process.stderr }),
  odd: (text: string) => styleText('yellow', text),
  dim: (text: string) => styleText('dim', text),
  strong: (text: string) => styleText('bold', text),
};
