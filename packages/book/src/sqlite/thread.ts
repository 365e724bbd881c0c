import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { readMigrations } from '../migrations.ts';
import { isBusy, troubleOf } from './causes.ts';
import { type Connection, openConnection, sleepSync } from './connection.ts';
import type { Answer, Call, News, Order, Procedures, ThreadOptions, Trouble } from './messages.ts';
import { runGroup } from './run-group.ts';
import { RENEW_MS } from './writers.ts';

/** After so long a time of work the lock is left to other processes for a moment, else they may wait for seconds. */
const TURN_MS = 20;
const BREATH_MS = 3;
const RENEW_PATIENCE_MS = 500;

const options = workerData as ThreadOptions;
const queue: Call[] = [];
let isClosing = false;
/** Once it was found damaged or not ours, nothing more is written until this process starts anew. */
let refused: Trouble | undefined;
let turnStartedAt = 0;
let workedUntil = 0;
let renewedAt = performance.now();

await run();

async function run(): Promise<void> {
  let connection: Connection;
  let procedures: Procedures;
  try {
    const migrations = await readMigrations('sqlite', new URL(options.schema));
    procedures = ((await import(options.registry)) as { procedures: Procedures }).procedures;
    connection = openConnection(options, migrations);
  } catch (error) {
    say({ news: 'failed', trouble: troubleOf(error, options.path) });
    return parentPort?.close();
  }
  const timer = options.role === 'writer' ? setInterval(() => renew(connection), RENEW_MS) : undefined;
  parentPort?.on('message', (order: Order) => {
    accept(order);
    work(connection, procedures);
    if (!isClosing) return;
    clearInterval(timer);
    close(connection);
    parentPort?.close();
  });
  say({ news: 'open' });
}

function say(news: News): void {
  parentPort?.postMessage(news);
}

function accept(order: Order): void {
  if ('call' in order) queue.push(order.call);
  else isClosing = true;
}

/** Takes every message that waits, so that they share transactions, until there is none. */
function work(connection: Connection, procedures: Procedures): void {
  for (;;) {
    takeWaiting();
    if (queue.length === 0) return;
    if (connection.isWriter) takeTurn();
    const answers = refused ? refuseAll(refused) : runGroup(connection, procedures, queue);
    if (connection.isWriter) refused ??= refusalIn(answers);
    say({ news: 'answers', answers });
    workedUntil = performance.now();
    if (connection.isWriter && workedUntil - renewedAt >= RENEW_MS) renew(connection);
  }
}

function refuseAll(trouble: Trouble): Answer[] {
  return queue.splice(0).map(({ id }) => ({ id, trouble }));
}

function refusalIn(answers: readonly Answer[]): Trouble | undefined {
  for (const answer of answers) {
    if ('trouble' in answer && answer.trouble.kind === 'refused') return answer.trouble;
  }
  return undefined;
}

function takeWaiting(): void {
  if (parentPort === null) return;
  for (;;) {
    const waiting = receiveMessageOnPort(parentPort);
    if (waiting === undefined) return;
    accept(waiting.message as Order);
  }
}

function takeTurn(): void {
  const now = performance.now();
  if (now - workedUntil >= BREATH_MS) turnStartedAt = now;
  if (now - turnStartedAt < TURN_MS) return;
  sleepSync(BREATH_MS);
  turnStartedAt = performance.now();
}

/** Says that we live, and finds out how the file is while nothing else asks it. A lock is no news: it may be short. */
function renew(connection: Connection): void {
  renewedAt = performance.now();
  try {
    inTransaction(connection, () => connection.writers.renew());
    say({ news: 'state', trouble: null });
  } catch (error) {
    if (!isBusy(error)) say({ news: 'state', trouble: troubleOf(error, options.path) });
  }
}

function close(connection: Connection): void {
  try {
    if (connection.isWriter) inTransaction(connection, () => connection.writers.leave());
  } catch {
    // The row grows old by itself.
  }
  connection.close();
}

function inTransaction(connection: Connection, action: () => void): void {
  connection.begin(RENEW_PATIENCE_MS);
  try {
    action();
    connection.exec('commit');
  } catch (error) {
    if (connection.isInTransaction()) connection.exec('rollback');
    throw error;
  }
}
