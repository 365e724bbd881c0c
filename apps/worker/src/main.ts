import { redisRefusal } from '@cineflow/queue';
import { missingSandbox, parseSettings, SettingsError } from '@cineflow/settings';
import closeWithGrace from 'close-with-grace';
import { createContext } from './context.ts';
import { DurabilityError } from './rebuild/epoch-guard.ts';
import { startWorker } from './start-worker.ts';
import { checkAccounts } from './upkeep/probe-lanes.ts';

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
  const worker = await startWorker(context);
  closeWithGrace({ delay: settings.submit.timeoutMs + GRACE_MS, logger: context.log }, async ({ err }) => {
    if (err) context.log.error({ err }, 'worker stops on an unexpected error');
    await worker.stop();
  });
  context.log.info({ providers: [...context.accounts.keys()] }, 'ready');
  await checkAccounts(context);
} catch (error) {
  const refusal = redisRefusal(error);
  if (refusal !== null) refuse(refusal);
  if (!(error instanceof SettingsError || error instanceof DurabilityError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = EXIT_CONFIG;
}

/** Ends the process with a sentence a person can act on. */
function refuse(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(EXIT_CONFIG);
}
