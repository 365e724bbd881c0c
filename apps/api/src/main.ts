import { readSettings, refuse } from '@cineflow/platform';
import { redisRefusal } from '@cineflow/queue';
import { missingSandbox } from '@cineflow/settings';
import closeWithGrace from 'close-with-grace';
import { flushCompileCache } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildApp } from './app.ts';
import { createContext } from './context.ts';
import { refuseToBeOpen } from './plugins/refuse-to-be-open.ts';

const GRACE_MS = 10_000;
/** Time for running answers at shutdown; a slow clip download is cut, and its client resumes it. */
const DRAIN_MS = 5_000;
const DISPOSE_MS = 2_000;

const context = createContext(readSettings(process.env));
const { log, settings } = context;
for (const note of settings.notes) log.warn(note);
const openness = await refuseToBeOpen(settings, context.book).catch((error: unknown) => {
  // Without keys nothing is answered; each request tries again.
  log.warn({ err: error }, 'the book does not answer yet');
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
  if (err) log.fatal({ err }, 'stopping after an error');
  else log.info({ signal }, 'stopping');
  const cut = setTimeout(() => app.server.closeAllConnections(), DRAIN_MS);
  await app.close();
  clearTimeout(cut);
  // A silent Redis must not turn a clean shutdown into a failure.
  await Promise.race([context[Symbol.asyncDispose](), sleep(DISPOSE_MS)]);
});
const { host, port } = settings.api;
const url = await app.listen({ host, port }).catch((error: NodeJS.ErrnoException) => {
  if (error.syscall === undefined) throw error;
  return refuse(`HOST=${host} PORT=${port} cannot be listened on: ${error.code}.`);
});
log.info({ url, providers: [...context.providers.keys()] }, 'listening');
// A killed process would leave NODE_COMPILE_CACHE empty.
flushCompileCache();
