/**
 * Loaded before a worker by `node --import`. Freezes it once before its next commit, when the file FREEZE_WHEN
 * exists.
 */
import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';

const signal = process.env['FREEZE_WHEN'] ?? '';
const writing = new WeakSet<object>();

function freezeAtCommit(connection: object, text: string): void {
  if (/^begin (immediate|isolation level read committed)/.test(text)) writing.add(connection);
  else if (text.startsWith('begin')) writing.delete(connection);
  if (!/^commit|; commit$/.test(text) || !writing.has(connection)) return;
  try {
    rmSync(signal);
  } catch {
    return;
  }
  process.kill(process.pid, 'SIGSTOP');
}

type Method = (...args: unknown[]) => unknown;

function watch(prototype: object, name: string): void {
  const method = Reflect.get(prototype, name) as Method;
  const watched: Method = function (this: object, ...args) {
    if (typeof args[0] === 'string') freezeAtCommit(this, args[0]);
    return Reflect.apply(method, this, args);
  };
  Reflect.set(prototype, name, watched);
}

watch(DatabaseSync.prototype, 'exec');
watch(Client.prototype, 'query');
