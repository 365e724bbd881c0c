import { redisRefusal } from '@cineflow/queue';
import { missingSandbox, parseSettings, SettingsError, type Settings } from '@cineflow/settings';
import closeWithGrace from 'close-with-grace';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildApp } from './app.ts';
import { createContext } from './context.ts';
import { refuseToBeOpen } from './plugins/refuse-to-be-open.ts';

/** EX_CONFIG of sysexits.h: a restart does not help. */
const EXIT_CONFIG = 78;
const GRACE_MS = 10_000;
/** How long answers may still go out; a film sent slowly is cut then, and its client asks for the rest. */
const DRAIN_MS = 5_000;
const DISPOSE_MS = 2_000;

function readSettings(): Settings {
  try {
    return parseSettings(process.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return refuse(error.message);
  }
}

/** Ends the process with a sentence a person can act on. */
function refuse(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(EXIT_CONFIG);
}

const context = createContext(readSettings());
const { logger, settings } = context;
for (const note of settings.notes) logger.warn(note);
const openness = await refuseToBeOpen(settings, context.book).catch((error: unknown) => {
  // Nothing is answered without the keys, and it is asked again with each request.
  logger.warn({ err: error }, 'the book does not answer yet');
  return null;
});
const refusal = openness ?? (await missingSandbox(settings));
if (refusal !== null) refuse(refusal);
await context.connect();
await context.epochs.look().catch((error: unknown) => {
  const sentence = redisRefusal(error);
  if (sentence !== null) refuse(sentence);
});
const app = await buildApp(context);
closeWithGrace({ delay: GRACE_MS, logger: false }, async ({ err, signal }) => {
  if (err) logger.fatal({ err }, 'stopping after an error');
  else logger.info({ signal }, 'stopping');
  const cut = setTimeout(() => app.server.closeAllConnections(), DRAIN_MS);
  await app.close();
  clearTimeout(cut);
  // A Redis that is silent must not turn a clean end into a failure.
  await Promise.race([context[Symbol.asyncDispose](), sleep(DISPOSE_MS)]);
});
const { host, port } = settings.api;
const url = await app.listen({ host, port }).catch((error: NodeJS.ErrnoException) => {
  if (error.syscall === undefined) throw error;
  return refuse(`HOST=${host} PORT=${port} cannot be listened on: ${error.code}.`);
});
logger.info({ url, providers: [...context.providers.keys()] }, 'listening');
