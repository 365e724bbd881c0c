import { expect, test } from 'vitest';
import { BookError } from '../driver.ts';
import { isAnswer, isRolledBack, toError } from './errors.ts';
import { type ServerFacts, warningsOf, whyNotTrusted } from './facts.ts';
import { placeOf } from './place.ts';

const coded = (code: string) => Object.assign(new Error('raw'), { code });

test.each([
  ['ECONNREFUSED', 'away', 'nothing listens on that port'],
  ['ENOTFOUND', 'away', 'host name is unknown'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'refused', 'certificate that is not trusted'],
  ['28P01', 'refused', 'password of DATABASE_URL'],
  ['53300', 'away', 'out of connections'],
  ['ECONNRESET', 'away', 'broke the connection'],
])('explains %s in one sentence', (code, kind, words) => {
  const error = toError(coded(code), 'db:5432/book') as BookError;
  expect(error).toBeInstanceOf(BookError);
  expect(error.kind).toBe(kind);
  expect(error.message).toMatch(/^PostgreSQL at db:5432\/book /);
  expect(error.message).toContain(words);
});

test('a code of Node is no answer of the server', () => {
  expect(isAnswer(coded('EPIPE'))).toBe(false);
  expect(isRolledBack(coded('EPIPE'))).toBe(false);
  expect(isRolledBack(coded('40001'))).toBe(true);
});

test.each(['mysql://u:secret@h/d', 'postgres://u:secret@h:port/d', 'secret'])(
  'explains the invalid address %j without showing it',
  (url) => {
    const place = () => placeOf(url);
    expect(place).toThrow(/DATABASE_URL is not such an address/);
    expect(place).not.toThrow(/secret/);
  },
);

test('names host, port and database only', () => {
  expect(placeOf('postgresql://user:secret@db.example:5433/book')).toBe('db.example:5433/book');
});

const safe: ServerFacts = {
  isInRecovery: false,
  fsync: 'on',
  fullPageWrites: 'on',
  synchronousCommit: 'on',
  synchronousStandbys: '',
  standbys: 0,
  identity: '1/1',
};

test('rejects a server that may lose commits', () => {
  expect(whyNotTrusted(safe)).toBeUndefined();
  expect(whyNotTrusted({ ...safe, fsync: 'off' })).toContain('fsync');
  expect(whyNotTrusted({ ...safe, fullPageWrites: 'off' })).toContain('full_page_writes');
  expect(whyNotTrusted({ ...safe, synchronousCommit: 'off' })).toContain('synchronous_commit');
});

test('warns of an asynchronous standby', () => {
  expect(warningsOf(safe)).toEqual([]);
  expect(warningsOf({ ...safe, standbys: 1 })).toHaveLength(1);
  expect(warningsOf({ ...safe, standbys: 1, synchronousStandbys: '*' })).toEqual([]);
  expect(warningsOf({ ...safe, synchronousStandbys: '*', synchronousCommit: 'local' })).toHaveLength(1);
});
