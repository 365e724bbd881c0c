import { expect, test } from 'vitest';
import { parseSettings } from './parse-settings.ts';

test('reads address, currency and rates of the book', () => {
  const { book } = parseSettings({
    DATABASE_URL: 'postgres://me:pass@db:5432/clips',
    CINEFLOW_CURRENCY: 'CNY',
    CINEFLOW_RATES: 'USD=7.1,EUR=7.8',
  });
  expect(book.url?.reveal()).toBe('postgres://me:pass@db:5432/clips');
  expect(JSON.stringify(book)).not.toContain('pass');
  expect(book).toMatchObject({ currency: 'CNY', rates: { USD: 7.1, EUR: 7.8 } });
});

test.each([
  [{}, 'USD', false],
  [{ DASHSCOPE_API_KEY: 'k' }, 'CNY', false],
  [{ XAI_API_KEY: 'k' }, 'USD', false],
  [{ SORA_API_KEY: 'k' }, 'USD', false],
  [{ AIHUBMIX_API_KEY: 'k' }, 'USD', false],
  // Accounts without amounts, or free ones.
  [{ DASHSCOPE_API_KEY: 'k', AIHUBMIX_API_KEY: 'j' }, 'CNY', false],
  [{ DASHSCOPE_API_KEY: 'k', SANDBOX_BASE_URL: 'http://127.0.0.1:4010' }, 'CNY', false],
  [{ DASHSCOPE_API_KEY: 'k', XAI_API_KEY: 'j' }, 'USD', false],
  [{ DASHSCOPE_API_KEY: 'k', CINEFLOW_CURRENCY: 'USD' }, 'USD', true],
])('with %o a new book counts in %s', (env, currency, isCurrencySet) => {
  expect(parseSettings(env).book).toMatchObject({ currency, isCurrencySet });
});

test.each(['cny', 'CNY 0.1', 'CNY=0,1', 'CNY=0'])('refuses rates that are none: %s', (rates) => {
  expect(() => parseSettings({ CINEFLOW_RATES: rates })).toThrow('CINEFLOW_RATES');
});
