import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openBook, sqlitePath, type Book, type BookPlace } from '@cineflow/book';
import type { PrivatePostgres } from '@cineflow/testkit';
import { storyboardOf } from '../limiter/fixture.ts';

/** Place of the book, with its server if any. */
export interface GrowthPlace extends BookPlace {
  server?: PrivatePostgres | undefined;
}

const SHOTS = 100;
const STORYBOARDS = 10;
/** Takes made by procedures; the others are copies of their rows. */
const ORIGINALS = SHOTS * STORYBOARDS;
/** Copies per transaction. */
const CHUNK = 20;
/** Part of all names of the originals; copies have another number. */
const MARK = '0000growth';
const COPIED = ['storyboards', 'shots', 'takes', 'attempts', 'operations', 'contents', 'events'];

/** Ids of all storyboards in the filled book. */
export function storyboardIds(takes: number): string[] {
  const tags = Array.from({ length: Math.max(1, Math.ceil(takes / ORIGINALS)) }, (_, copy) => tagOf(copy));
  return tags.flatMap((tag) =>
    Array.from({ length: STORYBOARDS }, (_, index) => `sb_${tag}${String(index).padStart(2, '0')}`),
  );
}

/** Fills a new book with stored takes: a thousand by its procedures, the others by copying rows. */
export async function fillBook(place: GrowthPlace, takes: number): Promise<void> {
  const book = openBook(place);
  for (const id of storyboardIds(ORIGINALS)) await makeStoryboard(book, id);
  await book.close();
  const copies = Math.ceil(takes / ORIGINALS) - 1;
  if (copies > 0) runScript(place, copyScript(columnsOf(place), copies));
}

async function makeStoryboard(book: Book, id: string): Promise<void> {
  const planned = storyboardOf(id, SHOTS);
  const takes = planned.takes.map((take) => ({
    ...take,
    priceCents: 25,
    fingerprint: MARK + take.fingerprint.slice(MARK.length),
    request: {
      ...take.request,
      prompt: `${take.request.prompt}: ${'a lighthouse in a storm at dusk; '.repeat(12)}`,
    },
  }));
  await book.storyboards.accept({ storyboard: { ...planned, takes } });
  const rows = await book.takes.queuedRows({ storyboardId: id, after: 0, limit: SHOTS });
  await Promise.all(rows.map(({ takeId }) => makeTake(book, takeId)));
}

async function makeTake({ takes }: Book, takeId: string): Promise<void> {
  const name = `${MARK}${takeId.slice(3 + MARK.length)}`;
  const attemptId = `${name}-attempt`;
  const operationId = `${name}-operation-0a1b2c3d`;
  const evidence = { attempt: 1, requestId: 'req-0123456789abcdef', status: 200 };
  const begun = await takes.begin({ takeId, attemptId, epoch: 0 });
  if (begun.verdict !== 'go') throw new Error(`${takeId} was not begun: ${begun.verdict}`);
  await takes.accept({
    takeId,
    attemptId,
    operationId,
    costMicros: 250_000,
    detail: { ...evidence, operationId },
  });
  const url = `https://media.example.com/videos/${operationId}.mp4?signature=${'0123456789abcdef'.repeat(4)}`;
  await takes.render({ takeId, operationId, output: { url, auth: 'none' }, detail: evidence });
  const key = `Growth/${name}/take-1-0123456789.mp4`;
  const clip = { key, sizeBytes: 9_000_000, sha256: '0123456789abcdef'.repeat(4), durationSeconds: 10 };
  await takes.store({
    takeId,
    clip,
    detail: { detail: key, sizeBytes: clip.sizeBytes, sha256: clip.sha256 },
  });
}

interface Column {
  of: string;
  name: string;
  type: string;
}

function columnsOf({ server, ...place }: GrowthPlace): Column[] {
  if (server) {
    const text = psql(
      server,
      `select table_name, column_name, data_type from information_schema.columns where table_schema = '${place.prefix}'`,
    );
    return text.split('\n').flatMap((line) => {
      const [of, name, type] = line.split('|');
      return of && name && type ? [{ of, name, type }] : [];
    });
  }
  using db = new DatabaseSync(sqlitePath(place), { readOnly: true });
  const sql = `select m.name as "of", p.name, p.type from sqlite_master m join pragma_table_info(m.name) p where m.type = 'table'`;
  return db.prepare(sql).all() as unknown as Column[];
}

/** SQL for both databases that copies the originals with new names and later times. */
function copyScript(columns: readonly Column[], copies: number): string {
  const lines = ['create temp table copies (tag text, k bigint);'];
  for (const name of COPIED) lines.push(`create temp table base_${name} as select * from ${name};`);
  for (let start = 1; start <= copies; start += CHUNK) {
    const numbers = Array.from({ length: Math.min(CHUNK, copies - start + 1) }, (_, index) => start + index);
    const rows = numbers.map((k) => `('${tagOf(k)}', ${k})`).join(', ');
    lines.push('begin;', 'delete from copies;', `insert into copies values ${rows};`);
    for (const name of COPIED) lines.push(copyTable(name, columns));
    lines.push('commit;');
  }
  return lines.join('\n');
}

function copyTable(table: string, columns: readonly Column[]): string {
  const own = columns.filter(({ of }) => of === table);
  const values = own.map(({ name, type }) => {
    if (type.toLowerCase() === 'text') return `replace(b.${name}, '${MARK}', c.tag)`;
    return name.endsWith('_at') ? `b.${name} + c.k * 1000` : `b.${name}`;
  });
  const names = own.map(({ name }) => name).join(', ');
  return `insert into ${table} (${names}) select ${values.join(', ')} from base_${table} b cross join copies c;`;
}

function tagOf(copy: number): string {
  return `${String(copy).padStart(4, '0')}${MARK.slice(4)}`;
}

function runScript({ server, ...place }: GrowthPlace, script: string): void {
  if (server) {
    psql(
      server,
      `set search_path to ${place.prefix}; set synchronous_commit = off;\n${script}\nvacuum analyze;`,
    );
    return;
  }
  using db = new DatabaseSync(sqlitePath(place));
  db.exec('pragma synchronous = off; pragma cache_size = -262144; pragma temp_store = memory');
  db.exec(script);
  db.exec('pragma wal_checkpoint(truncate)');
}

function psql(server: PrivatePostgres, script: string): string {
  const args = [server.url, '--quiet', '--no-align', '--tuples-only', '--set=ON_ERROR_STOP=1'];
  return execFileSync(join(server.programs, 'psql'), args, { input: script, encoding: 'utf8' });
}
