import { Logging, LogLevel } from 'mediabunny';
import type { Mp4Facts } from './film-facts.ts';
import { Mp4Error, type ProbeFault } from './film-probe-error.ts';
import { readMp4Facts } from './read-film-facts.ts';

/** What the child process of `probeMp4` answers; an error object would lose its fields on the way. */
export type ProbeAnswer =
  | { facts: Mp4Facts }
  | { fault: ProbeFault; message: string }
  | { failure: string; code?: string | undefined };

async function answer(path: string): Promise<ProbeAnswer> {
  try {
    return { facts: await readMp4Facts(path) };
  } catch (error) {
    if (error instanceof Mp4Error) return { fault: error.fault, message: error.message };
    return { failure: String(error), code: (error as NodeJS.ErrnoException).code };
  }
}

// The parser prints its complaints; the answer says what matters.
Logging.level = LogLevel.Silent;

process.on('message', (path: string) => {
  void answer(path).then((message) => process.send?.(message));
});
