import { readSettings, refuse } from '@cineflow/platform';
import { redisRefusal } from '@cineflow/queue';
import { missingSandbox } from '@cineflow/settings';
import closeWithGrace from 'close-with-grace';
import { flushCompileCache } from 'node:module';
import { createContext } from './context.ts';
import { startWorker } from './start-worker.ts';

/** Time for running steps after SIGTERM, longer than the longest create, ms. */
const GRACE_MS = 10_000;

const settings = readSettings(process.env);
const advice = await missingSandbox(settings);
if (advice !== null) refuse(advice);
const context = createContext(settings);
const { log } = context;
for (const note of settings.notes) log.warn(note);
const { ok, reason, warnings } = await context.book.health();
if (!ok) log.error({ reason }, 'the book cannot be used; nothing is sent until it can');
for (const warning of warnings) log.warn(warning);
const worker = await context.epochs
  .look()
  // Errors that only a person can fix end the process below; wait for all others.
  .catch((error: unknown) => (redisRefusal(error) === null ? null : Promise.reject(error as Error)))
  .then(() => startWorker(context))
  .catch((error: unknown) => {
    const sentence = redisRefusal(error);
    if (sentence === null) throw error;
    return refuse(sentence);
  });
closeWithGrace({ delay: settings.submit.timeoutMs + GRACE_MS, logger: log }, async ({ err }) => {
  if (err) log.error({ err }, 'worker stops on an unexpected error');
  await worker.stop();
});
log.info({ providers: [...context.accounts.keys()] }, 'ready');
// A killed process would leave NODE_COMPILE_CACHE empty.
flushCompileCache();
