/** Amounts of the book are whole numbers of 1/1,000,000 of a currency; the API speaks of cents. */
export const MICROS_PER_CENT = 10_000;

/** The amount of some cents, which may be broken. */
export function toMicros(cents: number): number {
  return Math.round(cents * MICROS_PER_CENT);
}

/** The cents of an amount. */
export function toCents(micros: number): number {
  return micros / MICROS_PER_CENT;
}
