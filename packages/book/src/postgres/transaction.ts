import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolClient, QueryResult } from 'pg';
import { BookError } from '../driver.ts';
import type { Procedure, Row, Steps } from '../sql/procedure.ts';
import type { Connections } from './connections.ts';
import { commitUnknown, isAnswer, isRepeatable, isRolledBack, toError } from './errors.ts';
import { toPostgres, toText } from './translate.ts';

const ATTEMPTS_MAX = 5;
/** Jitter after a deadlock, so that the two transactions do not meet again. */
const PAUSE_MAX_MS = 40;

/** A registry procedure without its types. */
export interface AnyProcedure {
  run: Procedure<never, unknown>;
  /** Whether it may write. */
  writes: boolean;
}

/** A statement that is a complete transaction. */
export interface Native {
  text: string;
  toReply: (row: Row) => unknown;
}

/** Writes a record, so that COMMIT waits until everything before it is on disk and on the standby. */
const FLUSH = `select pg_logical_emit_message(true, 'cineflow', '')`;
/** SQLSTATE of a notice that is no warning. */
const SUCCESS = '00000';
const CLOCK = 'select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now';

/** Runs transactions: repeats after a deadlock and tells a lost answer from a lost call. */
export class Transactions {
  private readonly connections: Connections;
  /**
   * Set after a lost answer to COMMIT. The call may be repeated, and "already done" is true only once the standby has
   * it. So later transactions wait for the standby.
   */
  private isFlushNeeded = false;

  constructor(connections: Connections) {
    this.connections = connections;
  }

  /** Runs a procedure between BEGIN and COMMIT. @throws BookError */
  async run(procedure: AnyProcedure, args: unknown): Promise<unknown> {
    return this.repeat((client) => this.steps(client, procedure, args));
  }

  /** Runs one statement that is a complete transaction. @throws BookError */
  async runNative({ text, toReply }: Native, args: unknown): Promise<unknown> {
    return this.repeat(async (client) => {
      const flush = this.isFlushNeeded ? `, pg_logical_emit_message(true, 'cineflow', '')` : '';
      const result = await this.commit(client, text.replace('/*flush*/', flush), [JSON.stringify(args)]);
      const [row] = result.rows as Row[];
      return toReply(row ?? {});
    });
  }

  private async repeat(work: (client: PoolClient) => Promise<unknown>): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.connections.use((client) => this.once(client, work));
      if ('reply' in outcome) return outcome.reply;
      if (attempt === ATTEMPTS_MAX) {
        const sentence = `PostgreSQL at ${this.connections.place} met a deadlock ${attempt} times in a row.`;
        throw new BookError('away', sentence, outcome.error);
      }
      await sleep(attempt * Math.random() * PAUSE_MAX_MS);
    }
  }

  private async steps(client: PoolClient, { run, writes }: AnyProcedure, args: unknown): Promise<unknown> {
    const begin = writes
      ? 'begin isolation level read committed'
      : 'begin isolation level repeatable read read only';
    const now = await this.begin(client, begin);
    const steps: Steps<unknown> = run(args as never, { now });
    let step = steps.next();
    while (step.done !== true) {
      const { rows } = await this.query(client, toPostgres(step.value), step.value.values.map(toText));
      step = steps.next(rows as Row[]);
    }
    if (!writes) await this.query(client, 'commit');
    else await this.commit(client, this.isFlushNeeded ? `${FLUSH}; commit` : 'commit');
    return step.value;
  }

  private async begin(client: PoolClient, begin: string): Promise<number> {
    // Several statements in one query return several results, which the types do not express.
    const results = (await this.query(client, `${begin}; ${CLOCK}`)) as unknown as QueryResult<{
      now: number;
    }>[];
    const now = results.at(-1)?.rows[0]?.now;
    if (now === undefined) throw new Error('PostgreSQL did not tell the time');
    return now;
  }

  private async query(client: PoolClient, text: string, values: unknown[] = []): Promise<QueryResult> {
    try {
      return values.length === 0 ? await client.query(text) : await client.query(text, values);
    } catch (error) {
      throw isRepeatable(error) ? error : toError(error, this.connections.place);
    }
  }

  /** Sends the commit. From here on only an explicit rollback proves that nothing was committed. */
  private async commit(client: PoolClient, text: string, values: unknown[] = []): Promise<QueryResult> {
    let warning: unknown;
    const onNotice = (notice: { code?: string | undefined }): void => {
      if (notice.code !== SUCCESS) warning = notice;
    };
    // A commit that gives up waiting for its standby reports success with a warning.
    client.on('notice', onNotice);
    try {
      const result = values.length === 0 ? await client.query(text) : await client.query(text, values);
      if (warning !== undefined) throw commitUnknown(this.connections.place, warning);
      return result;
    } catch (error) {
      const isOpen = values.length === 0 ? !isRolledBack(error) : !isAnswer(error);
      if (!isOpen) throw isRepeatable(error) ? error : toError(error, this.connections.place);
      this.isFlushNeeded = true;
      throw error instanceof BookError ? error : commitUnknown(this.connections.place, error);
    } finally {
      client.off('notice', onNotice);
    }
  }

  /** Keeps the connection if the transaction may be repeated; any other error closes it. */
  private async once(
    client: PoolClient,
    work: (client: PoolClient) => Promise<unknown>,
  ): Promise<{ reply: unknown } | { error: unknown }> {
    try {
      return { reply: await work(client) };
    } catch (error) {
      if (!isRepeatable(error)) throw error;
      await this.query(client, 'rollback');
      return { error };
    }
  }
}
