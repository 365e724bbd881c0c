import { expect, test } from 'vitest';
import { chooseLanguage } from './choose-language.ts';

test('speaks Chinese on a Chinese system and both languages elsewhere', () => {
  expect(chooseLanguage(undefined, { LANG: 'zh_CN.UTF-8' }).states.completed).toBe('完成');
  expect(chooseLanguage(undefined, { LANG: 'C.UTF-8' }).states.completed).toBe('完成 completed');
});

test('prefers the requested language', () => {
  expect(chooseLanguage('en', { LANG: 'zh_CN.UTF-8' }).states.completed).toBe('completed');
});

test('lets LC_ALL count more than LANG', () => {
  expect(chooseLanguage(undefined, { LC_ALL: 'zh_CN', LANG: 'en_US' }).states.completed).toBe('完成');
});

test('joins both languages with the same values', () => {
  expect(chooseLanguage(undefined, {}).stack.starting(2)).toMatch(/2.*2/s);
});
