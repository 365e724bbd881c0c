import { parseSettings, SettingsError, type Settings } from '@cineflow/settings';
import closeWithGrace from 'close-with-grace';
import { buildApp } from './app.ts';
import { createContext } from './context.ts';
import { refuseToBeOpen } from './plugins/refuse-to-be-open.ts';

/** EX_CONFIG of sysexits.h: a restart does not help. */
const EXIT_CONFIG = 78;
const GRACE_MS = 10_000;

function readSettings(): Settings {
  try {
    return parseSettings(process.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(EXIT_CONFIG);
  }
}

const context = createContext(readSettings());
const { logger, settings } = context;
for (const note of settings.notes) logger.warn(note);
const refusal = await refuseToBeOpen(settings, context.book).catch((error: unknown) => {
  // Nothing is answered without the keys, and it is asked again with each request.
  logger.warn({ err: error }, 'the book does not answer yet');
  return null;
});
if (refusal !== null) {
  process.stderr.write(`${refusal}\n`);
  process.exit(EXIT_CONFIG);
}
await context.connect();
const app = await buildApp(context);
closeWithGrace({ delay: GRACE_MS, logger: false }, async ({ err, signal }) => {
  if (err) logger.fatal({ err }, 'stopping after an error');
  else logger.info({ signal }, 'stopping');
  await app.close();
  await context[Symbol.asyncDispose]();
});
const url = await app.listen({ host: settings.api.host, port: settings.api.port });
logger.info({ url, providers: [...context.providers.keys()] }, 'listening');
