/** Why a file could not be collected. */
export type CollectErrorKind =
  /** Refused or gone: needs a fresh link. */
  | 'link-dead'
  /** Complete, but not what was asked for. */
  | 'wrong-content'
  /** Ended early. */
  | 'cut'
  | 'too-large'
  | 'slow'
  /** Our store takes or answers nothing; message and `cause` say why. */
  | 'storage-unavailable'
  | 'network'
  | 'aborted';

/** A download that stored nothing. The message is safe to show: no address, no provider text. */
export class CollectError extends Error {
  override readonly name = 'CollectError';
  readonly kind: CollectErrorKind;

  constructor(kind: CollectErrorKind, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.kind = kind;
  }
}

/** A key that leaves the store, or names no file of the expected type. */
export class InvalidKeyError extends Error {
  override readonly name = 'InvalidKeyError';

  constructor(key: string, problem: string, options?: { cause?: unknown }) {
    super(`The key ${JSON.stringify(key.slice(0, 300))} ${problem}`, options);
  }
}

/** No object under this key. */
export class ObjectNotFoundError extends Error {
  override readonly name: string = 'ObjectNotFoundError';
  readonly key: string;

  constructor(key: string, options?: { cause?: unknown }) {
    super(`There is nothing under ${JSON.stringify(key)}`, options);
    this.key = key;
  }
}

/** No clip under this key. */
export class ClipNotFoundError extends ObjectNotFoundError {
  override readonly name = 'ClipNotFoundError';
}

/** Names a missing object as a missing clip; other errors stay as they are. */
export function toClipError(error: unknown): unknown {
  if (!(error instanceof ObjectNotFoundError) || error instanceof ClipNotFoundError) return error;
  return new ClipNotFoundError(error.key, { cause: error });
}

/** True when a system call failed with one of these codes. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' && codes.includes(code);
}

/** A code such as ECONNRESET. Only this fixed form: no provider text may slip into a message. */
export function systemCode(error: unknown): string | null {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,40}$/.test(code) ? code : null;
}

/** A message with the detail in brackets, where there is one. */
export function withDetail(message: string, detail: string | null): string {
  return detail === null ? message : `${message} (${detail})`;
}
