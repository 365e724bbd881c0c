import { expect, test } from 'vitest';
import { BitWriter } from './bit-writer.ts';

function written(write: (writer: BitWriter) => void): string {
  const writer = new BitWriter();
  write(writer);
  return Array.from(writer.finish(), (byte) => byte.toString(2).padStart(8, '0')).join('');
}

test('unsigned Exp-Golomb numbers have the codes of the standard', () => {
  const codes = ['1', '010', '011', '00100', '00101', '00110', '00111', '0001000'];
  const bits = `${codes.join('')}1`;
  expect(written((writer) => codes.forEach((_, value) => writer.writeUnsigned(value)))).toBe(
    bits.padEnd(Math.ceil(bits.length / 8) * 8, '0'),
  );
});

test('raw bytes start on a byte boundary, also in a growing buffer', () => {
  const bits = written((writer) => {
    writer.writeBits(1, 1);
    writer.alignWithZeros();
    writer.writeBytes(new Uint8Array(10_000).fill(0xff));
  });
  expect(bits).toBe(`10000000${'1'.repeat(80_000)}10000000`);
});
