import { parseSettings, SettingsError, type Settings } from '@cineflow/settings';

/** EX_CONFIG of sysexits.h: a restart does not help. */
const EXIT_CONFIG = 78;

/** Settings of this process; faulty ones end it with every fault named. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  try {
    return parseSettings(environment);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return refuse(error.message);
  }
}

/** Ends the process with a sentence a person can act on. */
export function refuse(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(EXIT_CONFIG);
}
