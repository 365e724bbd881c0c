import { parseArgs, type ParseArgsConfig } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * Parses the arguments of a command. `--help` prints the usage and exits with 0. An unknown argument prints the
 * problem and the usage, and exits with 2.
 */
export function readArguments<Known extends Options>(usage: string, options: Known) {
  // pnpm passes a separating `--` on.
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

/** Prints the problem and the usage, and exits with 2. */
export function refuseArguments(problem: string, usage: string): never {
  process.stderr.write(`${problem}\n\n${usage}\n`);
  process.exit(2);
}
