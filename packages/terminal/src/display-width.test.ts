import { expect, test } from 'vitest';
import { cutToWidth, displayWidth, padToWidth } from './display-width.ts';

test('counts two columns for a Chinese character and for a full-width sign', () => {
  expect(displayWidth('雨夜便利店')).toBe(10);
  expect(displayWidth('分镜（一）：，。')).toBe(16);
});

test('counts one column for Latin letters, digits, dashes and curly quotes', () => {
  expect(displayWidth('shot-12 “hi” · …')).toBe(16);
});

test('counts nothing for a combining mark and a line break', () => {
  expect(displayWidth('é\n')).toBe(1);
});

test('cuts before a character that fits only half', () => {
  expect(cutToWidth('雨夜便利店', 6)).toBe('雨夜…');
  expect(displayWidth(cutToWidth('雨夜便利店', 6))).toBe(5);
  expect(cutToWidth('雨夜', 4)).toBe('雨夜');
});

test('pads on either side', () => {
  expect(padToWidth('雨', 4)).toBe('雨  ');
  expect(padToWidth('7', 3, 'right')).toBe('  7');
  expect(padToWidth('too long', 3)).toBe('too long');
});
