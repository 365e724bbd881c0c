import { describe, expect, test } from 'vitest';
import { decodeFileName, decodeZipName } from './file-names.ts';

const GBK = Uint8Array.from([0xd0, 0xa1, 0xc3, 0xc0, ...Buffer.from('.png')]);
const UTF8 = Buffer.from('小美.png');
const entry = (fileNameRaw: Uint8Array, generalPurposeBitFlag = 0, extra?: Uint8Array) => ({
  fileNameRaw,
  generalPurposeBitFlag,
  extraFields: extra ? [{ id: 0x7075, data: Buffer.concat([Buffer.alloc(5), extra]) }] : [],
});

describe('a name in a ZIP', () => {
  test.each([
    ['UTF-8 and says so', entry(UTF8, 0x800)],
    ['UTF-8 and says nothing', entry(UTF8)],
    ['GBK, as Chinese Windows writes it', entry(GBK)],
    ['GBK with a Unicode name beside it', entry(GBK, 0, UTF8)],
  ])('is %s', (_, given) => {
    expect(decodeZipName(given)).toBe('小美.png');
  });

  test('has forward slashes', () => {
    expect(decodeZipName(entry(Buffer.from('refs\\mei.png')))).toBe('refs/mei.png');
  });
});

test('a name without an encoding is always read', () => {
  expect(decodeFileName(UTF8)).toBe('小美.png');
  expect(decodeFileName(Uint8Array.from([0xff, 0x41]))).toBe('ÿA');
});
