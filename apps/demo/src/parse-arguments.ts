import { parseArgs } from 'node:util';
import type { Language } from './locales/choose-language.ts';

export interface Arguments {
  faults: boolean;
  keep: boolean;
  help: boolean;
  /** What --lang says; absent: the environment decides. */
  language?: Language;
  /** Storyboards to post instead of the examples. */
  files: readonly string[];
}

/**
 * The command line of the demo.
 * @throws Error naming the argument that is not known.
 */
export function parseArguments(argv: readonly string[]): Arguments {
  const { values } = parseArgs({
    // `pnpm demo -- --faults` hands the two dashes on.
    args: argv.filter((argument, index) => !(index === 0 && argument === '--')),
    options: {
      faults: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      lang: { type: 'string' },
      file: { type: 'string', multiple: true, default: [] },
    },
  });
  const { lang, file: files, ...rest } = values;
  if (lang === undefined) return { ...rest, files };
  if (lang !== 'zh' && lang !== 'en') throw new Error(`--lang ${lang}: zh | en`);
  return { ...rest, files, language: lang };
}
