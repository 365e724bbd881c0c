import completion, { type RootCommand } from '@bomb.sh/tab';
import { COMMANDS, COMMON, type OptionName, OPTIONS } from '../command-table.ts';
import { CliError } from '../exit.ts';
import type { Language } from '../locales/choose-language.ts';
import { helpIn } from '../locales/help-in.ts';
import { withSession } from '../with-session.ts';

const NAME = 'cineflow';
const SHELLS = ['bash', 'zsh', 'fish', 'powershell'];

/** Prints the script that makes a shell complete our commands. */
export const command = withSession(async ({ language, texts }, { arguments: [shell = ''] }) => {
  if (!SHELLS.includes(shell)) throw new CliError(texts.errors.badShell(shell));
  describe(language).setup(NAME, NAME, shell);
  return 0;
});

/** Answers the shell, which calls `cineflow complete -- words…`. */
export function answerShell(words: readonly string[], language: Language): void {
  describe(language).parse([...words]);
}

function describe(language: Language): RootCommand {
  const help = helpIn(language);
  for (const { name, options, takes } of COMMANDS) {
    const added = completion.command(name, help.commands[name]);
    for (const option of [...options, ...COMMON]) {
      const [long, short] = namesOf(option);
      added.option(long, help.options[option], short);
    }
    if (takes !== '') added.argument('argument', name === 'completion' ? completeShells : undefined, true);
  }
  return completion;
}

function completeShells(complete: (value: string, description: string) => void): void {
  for (const shell of SHELLS) complete(shell, '');
}

/** Long and short name without dashes. */
function namesOf(option: OptionName): [long: string, short?: string] {
  const { flags } = OPTIONS[option];
  const long = /--([\w-]+)/.exec(flags)?.[1] ?? option;
  const short = /^-(\w),/.exec(flags)?.[1];
  return short === undefined ? [long] : [long, short];
}
