import type { CommandName, OptionName } from '../command-table.ts';

/** Texts of the help. A language without one does not compile. */
export interface Help {
  about: string;
  /** After the name of the program, and of a command. */
  usage: string;
  usageOptions: string;
  commands: Record<CommandName, string>;
  options: Record<OptionName, string>;
  titles: Record<'Usage:' | 'Arguments:' | 'Options:' | 'Commands:', string>;
  help: string;
  helpCommand: string;
  version: string;
  footer: string;
  /** What the parser refuses, with what it names. */
  refusals: Record<Refusal, (named: string) => string>;
  seeHelp: (command: string) => string;
}

export type Refusal =
  | 'unknownOption'
  | 'unknownCommand'
  | 'missingArgument'
  | 'optionMissingArgument'
  | 'excessArguments'
  | 'invalidArgument'
  | 'conflictingOption';
