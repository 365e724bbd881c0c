import { parseSettings, SettingsError, type Settings } from '@cineflow/settings';

/** EX_CONFIG of sysexits.h: a restart does not help. */
const EXIT_CONFIG = 78;

/** Reads the settings; invalid ones end the process with all errors named. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  try {
    return parseSettings(environment);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return refuse(error.message);
  }
}

/** Ends the process with a sentence an operator can act on. */
export function refuse(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(EXIT_CONFIG);
}
