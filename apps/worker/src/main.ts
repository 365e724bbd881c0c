import { redisRefusal } from '@cineflow/queue';
import { missingSandbox, parseSettings, SettingsError } from '@cineflow/settings';
import closeWithGrace from 'close-with-grace';
import { createContext } from './context.ts';
import { startWorker } from './start-worker.ts';

/** Time for running steps to end after SIGTERM, over the longest create, ms. */
const GRACE_MS = 10_000;
/** EX_CONFIG of sysexits.h: a restart does not help. */
const EXIT_CONFIG = 78;

try {
  const settings = parseSettings(process.env);
  const advice = await missingSandbox(settings);
  if (advice !== null) refuse(advice);
  const context = createContext(settings);
  for (const note of settings.notes) context.log.warn(note);
  const { ok, reason, warnings } = await context.book.health();
  if (!ok) context.log.error({ reason }, 'the book cannot be used; nothing is sent until it can');
  for (const warning of warnings) context.log.warn(warning);
  await context.epochs.look().catch((error: unknown) => {
    // Trouble that only a person ends; any other is waited for.
    if (redisRefusal(error) !== null) throw error;
  });
  const worker = await startWorker(context);
  closeWithGrace({ delay: settings.submit.timeoutMs + GRACE_MS, logger: context.log }, async ({ err }) => {
    if (err) context.log.error({ err }, 'worker stops on an unexpected error');
    await worker.stop();
  });
  context.log.info({ providers: [...context.accounts.keys()] }, 'ready');
} catch (error) {
  const refusal = redisRefusal(error);
  if (refusal !== null) refuse(refusal);
  if (!(error instanceof SettingsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = EXIT_CONFIG;
}

/** Ends the process with a sentence a person can act on. */
function refuse(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(EXIT_CONFIG);
}
