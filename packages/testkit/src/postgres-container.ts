import { runCommand } from './run-command.ts';

const PASSWORD = 'container-password';
const START_MAX_MS = 120_000;

/** A PostgreSQL container; the database is `postgres`. */
export interface PostgresContainer {
  /** With user and password, as this machine reaches it. */
  readonly url: string;
  /** As containers of the same network reach it. */
  readonly innerUrl: string;
  stop(): Promise<void>;
}

/** Starts PostgreSQL 17, in a network by the name `postgres` where one is given. @throws Error without an engine */
export async function startPostgresContainer({
  network,
}: { network?: string } = {}): Promise<PostgresContainer> {
  const { GenericContainer, Wait } = await import('testcontainers');
  await doWithoutReaperWhereItIsMissing();
  const container = new GenericContainer('postgres:17-alpine')
    .withEnvironment({ POSTGRES_PASSWORD: PASSWORD })
    .withExposedPorts(5432)
    // The first one is the server that only prepares the folder.
    .withWaitStrategy(Wait.forLogMessage(/database system is ready to accept connections/, 2))
    .withStartupTimeout(START_MAX_MS);
  if (network !== undefined) container.withNetworkMode(network).withNetworkAliases('postgres');
  const started = await container.start();
  const urlOf = (place: string) => `postgres://postgres:${PASSWORD}@${place}/postgres`;
  return {
    url: urlOf(`${started.getHost()}:${started.getMappedPort(5432)}`),
    innerUrl: urlOf('postgres:5432'),
    stop: async () => void (await started.stop()),
  };
}

/** Without the reaper's image every start would fail; these tests stop what they start. */
export async function doWithoutReaperWhereItIsMissing(): Promise<void> {
  const images = await runCommand('docker', ['images', '--quiet', 'testcontainers/ryuk']);
  if (images.stdout.trim() === '') process.env['TESTCONTAINERS_RYUK_DISABLED'] ??= 'true';
}
