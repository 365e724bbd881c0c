/** The store has no film under this key. */
export class FilmNotFoundError extends Error {
  override readonly name = 'FilmNotFoundError';
  readonly key: string;

  constructor(key: string, options?: { cause?: unknown }) {
    super(`There is no film under ${JSON.stringify(key)}`, options);
    this.key = key;
  }
}
