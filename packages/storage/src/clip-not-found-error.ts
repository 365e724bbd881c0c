/** The store has no film under this key. */
export class ClipNotFoundError extends Error {
  override readonly name = 'ClipNotFoundError';
  readonly key: string;

  constructor(key: string, options?: { cause?: unknown }) {
    super(`There is no film under ${JSON.stringify(key)}`, options);
    this.key = key;
  }
}
