import { Logging, LogLevel } from 'mediabunny';
import type { FilmFacts } from './film-facts.ts';
import { FilmProbeError, type ProbeFault } from './film-probe-error.ts';
import { readFilmFacts } from './read-film-facts.ts';

/** What the child process of `probeFilm` answers; an error object would lose its fields on the way. */
export type ProbeAnswer =
  | { facts: FilmFacts }
  | { fault: ProbeFault; message: string }
  | { failure: string; code?: string | undefined };

async function answer(path: string): Promise<ProbeAnswer> {
  try {
    return { facts: await readFilmFacts(path) };
  } catch (error) {
    if (error instanceof FilmProbeError) return { fault: error.fault, message: error.message };
    return { failure: String(error), code: (error as NodeJS.ErrnoException).code };
  }
}

// The parser prints its complaints; the answer says what matters.
Logging.level = LogLevel.Silent;

process.on('message', (path: string) => {
  void answer(path).then((message) => process.send?.(message));
});
