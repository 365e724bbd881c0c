import type { Moment, Steps } from '../sql/procedure.ts';
import { isBusy, troubleOf } from './causes.ts';
import { BUSY_MS, type Connection } from './connection.ts';
import type { Answer, Call, Procedures, Trouble } from './messages.ts';

/** Maximum calls and time per transaction: other processes wait for its lock. */
const GROUP_CALLS = 64;
const GROUP_MS = 20;

/** An error that rolled back the transaction, including the other calls in it. */
class LostTransaction extends Error {}

/** Runs queued calls in one transaction and removes them from the queue. */
export function runGroup(connection: Connection, procedures: Procedures, queue: Call[]): Answer[] {
  try {
    connection.begin();
  } catch (error) {
    // All of them waited equally long.
    return failAll(
      connection,
      queue.splice(0),
      isBusy(error) ? lockedTrouble(connection) : troubleOf(error, connection.path),
    );
  }
  const taken: Call[] = [];
  let isCommit = false;
  try {
    const answers: Answer[] = [];
    const startedAt = performance.now();
    do {
      const call = queue.shift();
      if (call === undefined) break;
      taken.push(call);
      answers.push(runCall(connection, procedures, call));
    } while (taken.length < GROUP_CALLS && performance.now() - startedAt < GROUP_MS);
    isCommit = true;
    connection.exec('commit');
    return answers;
  } catch (error) {
    const cause = error instanceof LostTransaction ? error.cause : error;
    return failAll(connection, taken, troubleOf(cause, connection.path, isCommit));
  }
}

function failAll(connection: Connection, calls: readonly Call[], trouble: Trouble): Answer[] {
  if (connection.isInTransaction()) connection.exec('rollback');
  return calls.map(({ id }) => ({ id, trouble }));
}

function runCall(connection: Connection, procedures: Procedures, { id, name, args }: Call): Answer {
  const procedure = procedures[name];
  if (procedure === undefined) return { id, trouble: bug(`There is no procedure ${name}`) };
  if (procedure.writes && !connection.isWriter)
    return { id, trouble: bug(`${name} writes: it is not for reading`) };
  connection.exec('savepoint one_call');
  try {
    const reply = runSteps(connection, procedure.run(args, momentOf(args)));
    connection.exec('release one_call');
    return { id, reply };
  } catch (error) {
    if (!connection.isInTransaction()) throw new LostTransaction('SQLite rolled back', { cause: error });
    connection.exec('rollback to one_call');
    connection.exec('release one_call');
    return { id, trouble: troubleOf(error, connection.path) };
  }
}

function runSteps<Reply>(connection: Connection, steps: Steps<Reply>): Reply {
  let step = steps.next();
  while (step.done !== true) step = steps.next(step.value.isForPostgres ? [] : connection.run(step.value));
  return step.value;
}

function momentOf(args: unknown): Moment {
  const at = (args as { at?: unknown } | null | undefined)?.at;
  return { now: typeof at === 'number' ? at : Date.now() };
}

/** Answer for calls that waited for the lock in vain. */
export function lockedTrouble({ writers }: Connection): Trouble {
  return { kind: 'away', message: writers.lockedMessage(BUSY_MS), isLock: true };
}

function bug(message: string): Trouble {
  return { kind: 'bug', message };
}
