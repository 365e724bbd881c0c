import { parseArgs } from 'node:util';
import type { Language } from './locales/choose-language.ts';

export interface Arguments {
  faults: boolean;
  keep: boolean;
  help: boolean;
  /** Value of --lang; absent: chosen by the environment. */
  language?: Language;
  /** Folder of all runs; absent: output/demo. */
  output?: string;
  /** Storyboards to post instead of the examples. */
  files: readonly string[];
}

/** Parses the command line of the demo. @throws Error naming an unknown argument */
export function parseArguments(argv: readonly string[]): Arguments {
  const { values } = parseArgs({
    // `pnpm demo -- --faults` passes the `--` on.
    args: argv.filter((argument, index) => !(index === 0 && argument === '--')),
    options: {
      faults: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      lang: { type: 'string' },
      output: { type: 'string' },
      file: { type: 'string', multiple: true, default: [] },
    },
  });
  const { lang, output, file: files, ...flags } = values;
  const rest = { ...flags, files, ...(output === undefined ? {} : { output }) };
  if (lang === undefined) return rest;
  if (lang !== 'zh' && lang !== 'en') throw new Error(`--lang ${lang}: zh | en`);
  return { ...rest, language: lang };
}
