import { Logging, LogLevel } from 'mediabunny';
import { Mp4Error, type Mp4Facts, type Mp4Fault } from './mp4-facts.ts';
import { readMp4 } from './read-mp4.ts';

/** Answer of the child process of `probeMp4`; an error object would lose its fields. */
export type ProbeAnswer =
  | { facts: Mp4Facts }
  | { fault: Mp4Fault; message: string }
  | { failure: string; code?: string | undefined };

async function answer(path: string): Promise<ProbeAnswer> {
  try {
    return { facts: await readMp4(path) };
  } catch (error) {
    if (error instanceof Mp4Error) return { fault: error.fault, message: error.message };
    return { failure: String(error), code: (error as NodeJS.ErrnoException).code };
  }
}

// The answer says what matters.
Logging.level = LogLevel.Silent;

process.on('message', (path: string) => {
  void answer(path).then((message) => process.send?.(message));
});
