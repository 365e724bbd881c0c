import { lookup } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Settings } from './settings.ts';

/** Host name of the sandbox among the containers of docker-compose.yml. */
const SANDBOX = 'sandbox';
/** Containers of one `up` start almost together. */
const PATIENCE_MS = 4_000;
const EVERY_MS = 250;

const ADVICE =
  'There is no key of a provider, so everything would be ordered from the sandbox, and the sandbox is off. Write ' +
  'the key of a provider into .env (it costs money; .env.example names them), or start it too: docker compose --profile sandbox up -d --wait';

type Lookup = (host: string) => Promise<unknown>;

/**
 * Advice if the only provider is the compose file's sandbox and that is off; else null. The compose file uses it
 * if there is no key.
 */
export async function missingSandbox(
  { providers }: Pick<Settings, 'providers'>,
  { resolve = lookup, patienceMs = PATIENCE_MS }: { resolve?: Lookup; patienceMs?: number } = {},
): Promise<string | null> {
  if (providers.length === 0 || !providers.every(isAtSandbox)) return null;
  const deadline = performance.now() + patienceMs;
  while (!(await isKnown(SANDBOX, resolve))) {
    if (performance.now() >= deadline) return ADVICE;
    await sleep(EVERY_MS);
  }
  return null;
}

function isAtSandbox({ baseUrl }: { baseUrl: string }): boolean {
  return new URL(baseUrl).hostname === SANDBOX;
}

async function isKnown(host: string, resolve: Lookup): Promise<boolean> {
  return resolve(host).then(
    () => true,
    () => false,
  );
}
