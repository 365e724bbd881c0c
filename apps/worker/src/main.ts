import { parseSettings, SettingsError } from '@cineflow/settings';
import closeWithGrace from 'close-with-grace';
import { createContext } from './context.ts';
import { startWorker } from './start-worker.ts';

/** Time for running steps to end after SIGTERM, over the longest create, ms. */
const GRACE_MS = 10_000;

try {
  const settings = parseSettings(process.env);
  const context = createContext(settings);
  for (const note of settings.notes) context.log.warn(note);
  const { ok, reason, warnings } = await context.book.health();
  if (!ok) context.log.error({ reason }, 'the book cannot be used; nothing is sent until it can');
  for (const warning of warnings) context.log.warn(warning);
  const worker = await startWorker(context);
  closeWithGrace({ delay: settings.submit.timeoutMs + GRACE_MS, logger: context.log }, async ({ err }) => {
    if (err) context.log.error({ err }, 'worker stops on an unexpected error');
    await worker.stop();
  });
  context.log.info({ providers: [...context.accounts.keys()] }, 'ready');
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 78;
}
