import type { CustomTypesConfig } from 'pg';

type Parse = (text: string) => string | number;

const asText: Parse = (text) => text;

/** Parsers by type OID; all other types stay text, JSON included. */
const PARSERS: ReadonlyMap<number, Parse> = new Map<number, Parse>([
  [16, (text) => (text === 't' ? 1 : 0)],
  [20, toNumber],
  [21, Number],
  [23, Number],
  [700, Number],
  [701, Number],
  [1700, toNumber],
]);

/** Value types from PostgreSQL: text, numbers, and 0 or 1 for flags. */
export const codec: CustomTypesConfig = {
  getTypeParser: (type: number) => PARSERS.get(type) ?? asText,
};

function toNumber(text: string): number {
  const number = Number(text);
  if (Number.isNaN(number) || Math.abs(number) > Number.MAX_SAFE_INTEGER) {
    throw new RangeError(
      `PostgreSQL has the number ${text}, which is more than 2^53 and would not stay exact.`,
    );
  }
  return number;
}
