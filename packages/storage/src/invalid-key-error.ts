/** A key that no store may touch: it leaves the root, or is no film's name. */
export class InvalidKeyError extends Error {
  override readonly name = 'InvalidKeyError';

  constructor(key: string, problem: string, options?: { cause?: unknown }) {
    super(`The key ${JSON.stringify(key.slice(0, 300))} ${problem}`, options);
  }
}
