import { Client, type ClientConfig, Pool, type PoolClient } from 'pg';
import { BookError } from '../driver.ts';
import { codec } from './codec.ts';
import { toError } from './errors.ts';
import { placeOf } from './place.ts';
import { setUpSession, STATEMENT_MAX_MS } from './session.ts';
import { quoteName } from './translate.ts';

/** Timeout for a new connection, and for a free one of the pool. */
const CONNECT_MAX_MS = 5_000;
/** The server ends a long statement itself; this covers a silent server. */
const ANSWER_MAX_MS = STATEMENT_MAX_MS + 2_000;
const KEEP_ALIVE_MS = 10_000;
const IDLE_MAX_MS = 60_000;

export interface ConnectionsOptions {
  url: string;
  /** Schema of all tables of the book. */
  schema: string;
  /** Most connections at a time. */
  max: number;
  /** Called before a connection to another server or timeline is used. */
  onServerChange: () => void;
}

/** Connection pool; each connection is checked before its first use. */
export class Connections {
  readonly place: string;
  private readonly options: ConnectionsOptions;
  private readonly config: ClientConfig;
  private readonly pool: Pool;
  private readonly servers = new WeakMap<PoolClient, string>();
  private server: string | undefined;
  private closed: Promise<void> | undefined;

  /** Does not connect yet. @throws BookError for an invalid address */
  constructor(options: ConnectionsOptions) {
    this.options = options;
    this.place = placeOf(options.url);
    this.config = {
      connectionString: options.url,
      fallback_application_name: 'cineflow',
      connectionTimeoutMillis: CONNECT_MAX_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      types: codec,
    };
    const { max } = options;
    this.pool = new Pool({
      ...this.config,
      max,
      min: 1,
      idleTimeoutMillis: IDLE_MAX_MS,
      query_timeout: ANSWER_MAX_MS,
    });
    // Without a listener a lost connection would end the process; its user gets the error anyway.
    this.pool.on('error', () => {});
    this.pool.on('connect', (client) => client.on('error', () => {}));
  }

  /**
   * Lends a connection and returns it to the pool; closes it if `work` throws. @throws BookError without a connection
   */
  async use<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result> {
    const client = await this.take().catch((error: unknown) => {
      throw toError(error, this.place);
    });
    let isWhole = false;
    try {
      const result = await work(client);
      isWhole = true;
      return result;
    } finally {
      client.release(!isWhole);
    }
  }

  /** Lends a separate connection without time limits. @throws BookError */
  async useAlone<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
    const client = new Client(this.config);
    client.on('error', () => {});
    try {
      await client.connect();
      await client.query(`set search_path to ${quoteName(this.options.schema)}`);
      return await work(client);
    } catch (error) {
      throw toError(error, this.place);
    } finally {
      await client.end().catch(() => {});
    }
  }

  /** Waits for running calls. */
  close(): Promise<void> {
    this.closed ??= this.pool.end();
    return this.closed;
  }

  private async take(): Promise<PoolClient> {
    for (;;) {
      const client = await this.pool.connect();
      const isKnown = this.servers.has(client);
      if (isKnown && this.servers.get(client) === this.server) return client;
      let isReady = false;
      try {
        if (!isKnown) {
          await this.setUp(client);
          isReady = true;
          return client;
        }
        // Otherwise the connection belongs to the previous server.
      } finally {
        if (!isReady) client.release(true);
      }
    }
  }

  private async setUp(client: PoolClient): Promise<void> {
    const { options, place } = this;
    const server = await setUpSession(client, { schema: options.schema, place });
    this.servers.set(client, server);
    const before = this.server;
    this.server = server;
    if (before === undefined || before === server) return;
    options.onServerChange();
    throw new BookError('away', `PostgreSQL at ${place} is another server now, or was restored: ask again.`);
  }
}
