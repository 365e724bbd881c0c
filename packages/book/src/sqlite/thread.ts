import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { readMigrations } from '../migrations.ts';
import { isBusy, troubleOf } from './causes.ts';
import { type Connection, openConnection, sleepSync } from './connection.ts';
import type { Answer, Call, News, Message, Procedures, ThreadOptions, Trouble } from './messages.ts';
import { lockedTrouble, runGroup } from './run-group.ts';
import { RENEW_MS } from './writers.ts';

/** Yield the lock to other processes after this time; else they may wait for seconds. */
const TURN_MS = 20;
const BREATH_MS = 3;
const RENEW_PATIENCE_MS = 500;
/** Interval of idle checks. */
const LOOK_MS = 1000;

const options = workerData as ThreadOptions;
const queue: Call[] = [];
let isClosing = false;
/** Set if the file was damaged or not ours: no writes until this process restarts. */
let refused: Trouble | undefined;
let turnStartedAt = 0;
let workedUntil = 0;
let renewedAt = performance.now();
/** Why the latest call or check failed. */
let trouble: Trouble | undefined;
/** Whether the latest renewal found the file locked. One lock is no news: it may be short. */
let wasLocked = false;

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
  const timer = setInterval(() => look(connection), LOOK_MS);
  parentPort?.on('message', (message: Message) => {
    accept(message);
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

function accept(message: Message): void {
  if ('call' in message) queue.push(message.call);
  else isClosing = true;
}

/** Takes all waiting messages, so that they share transactions, until none is left. */
function work(connection: Connection, procedures: Procedures): void {
  for (;;) {
    takeWaiting();
    if (queue.length === 0) return;
    if (connection.isWriter) takeTurn();
    const answers = refused ? refuseAll(refused) : runGroup(connection, procedures, queue);
    if (connection.isWriter) refused ??= refusalIn(answers);
    trouble = lastTroubleIn(answers, trouble);
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
    accept(waiting.message as Message);
  }
}

function takeTurn(): void {
  const now = performance.now();
  if (now - workedUntil >= BREATH_MS) turnStartedAt = now;
  if (now - turnStartedAt < TURN_MS) return;
  sleepSync(BREATH_MS);
  turnStartedAt = performance.now();
}

/** The problem the next call would meet, judging by these answers. */
function lastTroubleIn(answers: readonly Answer[], before: Trouble | undefined): Trouble | undefined {
  let last = before;
  for (const answer of answers) {
    if ('reply' in answer) last = undefined;
    else if (answer.trouble.kind !== 'bug') last = answer.trouble;
  }
  return last;
}

/** Renews the sign of life and checks for the end of a lock, since no call may come meanwhile. */
function look(connection: Connection): void {
  if (refused) return;
  // The sign of life needs little space, so a full disk is not checked that often.
  const isDue = connection.isWriter ? performance.now() - renewedAt >= RENEW_MS : trouble !== undefined;
  if (trouble?.isLock || wasLocked || isDue) renew(connection);
}

/** Checks the file while no call does; the writer renews its sign of life. */
function renew(connection: Connection): void {
  renewedAt = performance.now();
  try {
    inTransaction(connection, () => connection.isWriter && connection.writers.renew());
    [trouble, wasLocked] = [undefined, false];
    say({ news: 'state', trouble: null });
  } catch (error) {
    const isNews = !isBusy(error) || wasLocked;
    wasLocked = isBusy(error);
    if (!isNews) return;
    trouble ??= wasLocked ? lockedTrouble(connection) : troubleOf(error, options.path);
    say({ news: 'state', trouble });
  }
}

function close(connection: Connection): void {
  try {
    if (connection.isWriter) inTransaction(connection, () => connection.writers.leave());
  } catch {
    // The row expires by itself.
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
