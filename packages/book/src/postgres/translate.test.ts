import { expect, test } from 'vitest';
import { numberMarks, quoteName, toPostgres } from './translate.ts';

test.each([
  ['select ?, ?', 'select $1, $2'],
  [`select '?', "a?", ? -- ?\n, ?`, `select '?', "a?", $1 -- ?\n, $2`],
  [`select 'it''s ?' || ?`, `select 'it''s ?' || $1`],
  ['select /* ? */ ?', 'select /* ? */ $1'],
  ['select ??', 'select $1$2'],
  ['select 1', 'select 1'],
])('numbers the values of %j', (text, expected) => {
  expect(numberMarks(text)).toBe(expected);
});

test('appends the lock a statement asks for', () => {
  const statement = { text: 'select * from t b where id = ?', values: [1] };
  expect(toPostgres(statement)).toBe('select * from t b where id = $1');
  expect(toPostgres({ ...statement, lock: 'b' })).toBe('select * from t b where id = $1 for update of b');
});

test('quotes any name', () => {
  expect(quoteName('a"b?')).toBe('"a""b?"');
});
