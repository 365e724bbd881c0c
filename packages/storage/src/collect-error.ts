/**
 * Why a film could not be collected.
 * `link-dead`: the address is refused or gone, a fresh one is needed · `wrong-content`: whole, but no film ·
 * `cut`: the body ended before the film did · `storage-unavailable`: our storage takes no more bytes, for whatever reason.
 */
export type CollectErrorKind =
  | 'link-dead'
  | 'wrong-content'
  | 'cut'
  | 'too-large'
  | 'slow'
  | 'storage-unavailable'
  | 'network'
  | 'aborted';

/** A download that left no film. The message holds no address and no provider text: it may be shown to people. */
export class CollectError extends Error {
  override readonly name = 'CollectError';
  readonly kind: CollectErrorKind;

  constructor(kind: CollectErrorKind, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.kind = kind;
  }
}
