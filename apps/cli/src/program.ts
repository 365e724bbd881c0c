import { Command as Parser, CommanderError, InvalidArgumentError, Option } from 'commander';
import { COMMANDS, COMMON, type OptionName, OPTIONS } from './command-table.ts';
import { EXIT } from './exit.ts';
import type { Command, Invocation, Options } from './invocation.ts';
import type { Help, Refusal } from './locales/help.ts';
import { helpIn } from './locales/help-in.ts';
import { nameProgram } from './name-program.ts';
import { widthOfHelp, wrapText } from './wrap-text.ts';

const VERSION = '0.1.0';

interface Parsed {
  load: () => Promise<{ command: Command }>;
  name: string;
  arguments: readonly string[];
  options: Options;
}

/** Runs the command of the command line. @returns the exit code */
export async function runProgram(invocation: Invocation): Promise<number> {
  const help = helpIn(invocation.language);
  // The scripts of the shells call it so.
  if (invocation.argv[0] === 'complete' && invocation.argv[1] === '--') {
    const { answerShell } = await import('./commands/completion.ts');
    answerShell(invocation.argv.slice(2), invocation.language);
    return EXIT.done;
  }
  const parsed = parse(invocation, help);
  if (typeof parsed === 'number') return parsed;
  const { load, arguments: given, options } = parsed;
  const { command } = await load();
  return command({ invocation, arguments: given, options });
}

/** The command with its arguments, or the exit code where there is none to run. */
function parse({ argv, env }: Invocation, help: Help): Parsed | number {
  let parsed: Parsed | undefined;
  const parser = createParser(help, (found) => {
    parsed = found;
  }).addHelpText('after', `\n${nameProgram(help.footer, env)}`);
  try {
    parser.parse(argv, { from: 'user' });
    return parsed ?? EXIT.usage;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return EXIT.done;
    // Without a command the help was printed.
    if (error.code === 'commander.help') return EXIT.usage;
    const command = ['cineflow', ...argv.slice(0, 1).filter((name) => isCommand(name))].join(' ');
    process.stderr.write(`${explain(error, help)}\n${nameProgram(help.seeHelp(command), env)}\n`);
    return EXIT.usage;
  }
}

function isCommand(name: string): boolean {
  return COMMANDS.some((command) => command.name === name);
}

function createParser(help: Help, found: (parsed: Parsed) => void): Parser {
  const root = dress(new Parser('cineflow'), help)
    .description(help.about)
    .version(VERSION, '-V, --version', help.version)
    .helpCommand('help [command]', help.helpCommand);
  for (const { name, takes, options, load } of COMMANDS) {
    const command = dress(root.command(`${name} ${takes}`.trim()), help).description(help.commands[name]);
    for (const option of [...options, ...COMMON]) command.addOption(toOption(option, help));
    // The scripts that `keys` and `providers check` run read their own options.
    if (name === 'keys') command.allowUnknownOption().allowExcessArguments();
    command.action(() => {
      const values = command.opts<Options>();
      found({ load, name, arguments: command.args, options: values });
    });
  }
  return root;
}

/** Lets a parser speak the language, and throw instead of ending the process. */
function dress(parser: Parser, help: Help): Parser {
  return parser
    .exitOverride()
    .showSuggestionAfterError(true)
    .helpOption('-h, --help', help.help)
    .configureOutput({ writeErr: (text) => writeHelp(text), outputError: () => undefined })
    .configureHelp({
      displayWidth: widthOfHelp,
      boxWrap: wrapText,
      showGlobalOptions: false,
      subcommandTerm: (command) => `${command.name()} ${argumentsOf(command)}`.trim(),
      commandUsage: (command) => usageOf(command, help),
      styleTitle: (title) => help.titles[title as keyof Help['titles']] ?? title,
    });
}

function argumentsOf(command: Parser): string {
  return command.registeredArguments
    .map((one) => {
      const name = `${one.name()}${one.variadic ? '…' : ''}`;
      return one.required ? `<${name}>` : `[${name}]`;
    })
    .join(' ');
}

function usageOf(command: Parser, help: Help): string {
  if (command.parent === null) return `${command.name()} ${help.usage}`;
  const name = `${command.parent.name()} ${command.name()}`;
  return `${name} ${help.usageOptions} ${argumentsOf(command)}`.trim();
}

/** The help of a call without a command is an error to the parser. */
function writeHelp(text: string): void {
  process.stderr.write(text);
}

function toOption(name: OptionName, help: Help): Option {
  const row: { flags: string; kind?: 'count' | 'amount' | 'language' } = OPTIONS[name];
  const option = new Option(row.flags, help.options[name]);
  if (row.kind === 'count') option.argParser((value) => readNumber(value, /^\d{1,5}$/));
  if (row.kind === 'amount') option.argParser((value) => readNumber(value, /^\d{1,9}(?:\.\d{1,4})?$/));
  if (row.kind === 'language') option.argParser(readLanguage);
  return option;
}

function readNumber(value: string, pattern: RegExp): number {
  if (!pattern.test(value)) throw new InvalidArgumentError('');
  return Number(value);
}

function readLanguage(value: string): string {
  if (value !== 'zh' && value !== 'en') throw new InvalidArgumentError('zh | en');
  return value;
}

/** The parser's complaint in the user's language, with the names it quotes. */
function explain(error: CommanderError, help: Help): string {
  const kind = error.code.replace('commander.', '') as Refusal;
  const quoted = [...error.message.matchAll(/'([^']*)'/g)].map(([, name]) => name);
  const named = kind === 'invalidArgument' ? quoted.join(' ') : quoted.slice(0, 2).join(', ');
  const suggestion = /\(Did you mean (.*)\?\)/.exec(error.message)?.[1];
  const sentence = help.refusals[kind]?.(named) ?? error.message;
  return suggestion === undefined ? sentence : `${sentence} (${suggestion}?)`;
}
