import { lookup } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Settings } from './settings.ts';

/** The name the sandbox has among the containers of docker-compose.yml. */
const SANDBOX = 'sandbox';
/** Containers of one `up` start within moments of each other. */
const PATIENCE_MS = 4_000;
const EVERY_MS = 250;

const ADVICE =
  'There is no key of a provider, so everything would be ordered from the sandbox, and the sandbox is off. Write ' +
  'the key of a provider into .env (it costs money; .env.example names them), or start it too: docker compose --profile sandbox up -d --wait';

type Lookup = (host: string) => Promise<unknown>;

/**
 * What to do where the only provider is the sandbox of docker-compose.yml and that is off; null where all is well.
 * Without a key the compose file points there.
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
