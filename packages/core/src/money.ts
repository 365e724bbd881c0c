/** The book counts in whole 1/1,000,000 of a currency; the API uses cents. */
export const MICROS_PER_CENT = 10_000;

/** Converts cents, possibly fractional, to micros. */
export function toMicros(cents: number): number {
  return Math.round(cents * MICROS_PER_CENT);
}

/** Converts micros to cents. */
export function toCents(micros: number): number {
  return micros / MICROS_PER_CENT;
}
