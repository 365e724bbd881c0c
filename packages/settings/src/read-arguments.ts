import { parseArgs, type ParseArgsConfig } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * Reads the arguments of a command for people. `--help` prints the usage and ends the process with 0; what the command
 * does not know is named above the usage, and ends it with 2.
 */
export function readArguments<Known extends Options>(usage: string, options: Known) {
  // pnpm hands a separating `--` on.
  const args = process.argv.slice(2).filter((argument) => argument !== '--');
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    return refuseArguments((error as Error).message, usage);
  }
}

/** Says what is wrong with the arguments, and how they go; ends the process with 2. */
export function refuseArguments(problem: string, usage: string): never {
  process.stderr.write(`${problem}\n\n${usage}\n`);
  process.exit(2);
}
