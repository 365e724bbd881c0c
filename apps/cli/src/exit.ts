/** Exit codes, as the help tells them. */
export const EXIT = {
  done: 0,
  broken: 1,
  usage: 2,
  refused: 3,
  failed: 4,
  unconfirmed: 5,
  stopped: 6,
  interrupted: 130,
} as const;

/** An end that the user can understand: a sentence and an exit code. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.usage) {
    super(message);
    this.exitCode = exitCode;
  }
}
