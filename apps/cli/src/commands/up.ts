import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseEnv } from 'node:util';
import { ApiUnreachable, createClient } from '@cineflow/client';
import { parseSettings, SettingsError } from '@cineflow/settings';
import { Cleanup, endProcess, findRedis, keptPrefix, startLocalStack } from '@cineflow/testkit';
import { CliError, EXIT } from '../exit.ts';
import { paint, type Session } from '../session.ts';
import { type Folders, makeFolders } from '../up/folders.ts';
import { rehearsalEnvironment, sandboxEnvironment } from '../up/rehearsal.ts';
import { withSession } from '../with-session.ts';

type Environment = Readonly<Record<string, string>>;

const PORT = 8080;
const LOOK_MS = 1_000;

/** Starts Redis, API and workers on this machine, until Ctrl-C. */
export const command = withSession(async (session, { options }) => {
  const { texts, print } = session;
  const port = options.port ?? PORT;
  if (await isRunning(session, port)) return EXIT.done;
  const given = options.sandbox === true ? {} : await givenEnvironment(session);
  const providers = readProviders(given);
  const isRehearsal = providers.length === 0;
  const folders = await makeFolders(session, { data: options.data, isRehearsal });
  print(isRehearsal ? paint.odd(texts.up.rehearsal) : texts.up.providers(providers.join(texts.list)));
  const cleanup = new Cleanup();
  const stopped = untilStopped(session);
  try {
    const redisUrl = await startRedis(session, { given, cleanup });
    const prefix = await keptPrefix(folders.prefixFile, 'cineflow');
    const workers = Math.max(1, options.workers ?? 1);
    print(texts.up.starting(workers));
    const stack = await startLocalStack({
      logs: folders.logs,
      workers,
      ...(isRehearsal ? { sandbox: sandboxEnvironment(folders.billFile) } : {}),
      env: ({ sandbox }) => ({
        CINEFLOW_PREFIX: prefix,
        ...placesOf(folders),
        ...given,
        ...(sandbox === undefined ? {} : rehearsalEnvironment(sandbox)),
        REDIS_URL: redisUrl,
        PORT: String(port),
      }),
      started: (process) => cleanup.add(() => endProcess(process)),
    });
    showReady(session, { url: stack.apiUrl, folders, isRehearsal });
    while (!stopped.asked) {
      const ended = stack.findEnded();
      if (ended !== undefined) {
        throw new CliError(texts.up.ended(ended.name, ended.lastLines.join('\n')), EXIT.broken);
      }
      await Promise.race([stopped.promise, sleep(LOOK_MS)]);
    }
    return EXIT.done;
  } finally {
    print(texts.up.stopping);
    await cleanup.run();
  }
});

/** Ids of the providers that are set up. @throws CliError naming every wrong variable */
function readProviders(given: Environment): string[] {
  try {
    return parseSettings(given).providers.map(({ id }) => id);
  } catch (error) {
    throw error instanceof SettingsError ? new CliError(error.message) : error;
  }
}

/** Whether the port is that of an API of ours already. @throws CliError if another program has it */
async function isRunning({ texts, print }: Session, port: number): Promise<boolean> {
  const baseUrl = `http://127.0.0.1:${port}`;
  try {
    await createClient({ baseUrl }).readiness();
  } catch (error) {
    if (error instanceof ApiUnreachable && error.kind === 'refused') return false;
    if (error instanceof ApiUnreachable) throw new CliError(texts.up.portTaken(port));
  }
  print(texts.up.alreadyRuns(baseUrl));
  return true;
}

/** Variables of the process and of `.env`, as the start scripts have them. */
async function givenEnvironment({ cwd, env }: Session): Promise<Environment> {
  const text = await readFile(join(cwd, '.env'), 'utf8').catch(() => '');
  const all = { ...parseEnv(text), ...env };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value?.trim() ? [[name, value] as const] : [])),
  );
}

function placesOf({ book, clips }: Folders): Environment {
  return { CINEFLOW_DATA_DIR: book, OUTPUT_DIR: clips };
}

async function startRedis(
  { texts, print }: Session,
  { given, cleanup }: { given: Environment; cleanup: Cleanup },
): Promise<string> {
  const named = given['REDIS_URL'];
  if (named !== undefined) {
    print(texts.up.redis('REDIS_URL'));
    return named;
  }
  try {
    const redis = await findRedis({ log: () => undefined, allowInstall: true });
    cleanup.add(() => redis.stop());
    print(texts.up.redis(redis.how));
    return redis.url;
  } catch (error) {
    const advice = error instanceof Error ? error.message.split('\n').slice(1).join('\n') : '';
    throw new CliError(texts.up.noRedis(advice), EXIT.stopped);
  }
}

interface Ready {
  url: string;
  folders: Folders;
  isRehearsal: boolean;
}

function showReady({ texts, print, emit }: Session, { url, folders, isRehearsal }: Ready): void {
  emit({ type: 'ready', url, folder: folders.root, isRehearsal });
  print(paint.good(texts.up.ready(url)));
  print(`  ${texts.up.folder(folders.root)}`);
  print(`  ${texts.up.logs(folders.logs)}`);
  print(`  ${texts.up.try}`);
  print(`  ${texts.up.stop}`);
}

/** Notes the first signal; a second one ends at once. */
function untilStopped({ print }: Session): { asked: boolean; promise: Promise<void> } {
  const state = { asked: false, promise: Promise.resolve() };
  state.promise = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (state.asked) process.exit(EXIT.interrupted);
        state.asked = true;
        print();
        resolve();
      });
    }
  });
  return state;
}
