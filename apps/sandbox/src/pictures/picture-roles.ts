/** What a picture is for: how the clip begins, how it ends, or what it looks like. */
export type PictureRole = 'first' | 'last' | 'ref';

/** A picture as a client sent it: an http(s) link, or its bytes as a data URI. */
export interface AskedPicture {
  readonly role: PictureRole;
  readonly source: string;
}

/** What arrived of it. */
export interface ReceivedPicture {
  readonly role: PictureRole;
  /** Null where the bytes came with the request. */
  readonly url: string | null;
  /** Null until it is loaded. */
  sha256: string | null;
  sizeBytes: number | null;
}

const DATA_SCHEME = 'data:';

/** The link of a picture; null for a data URI. */
export function linkOf({ source }: AskedPicture): string | null {
  return source.startsWith(DATA_SCHEME) ? null : source;
}

/** Pictures of one role, of whatever a body has there. */
export function toPictures(role: PictureRole, sources: unknown): AskedPicture[] {
  const list: readonly unknown[] = Array.isArray(sources) ? sources : [sources];
  return list.flatMap((source) => (typeof source === 'string' && source !== '' ? [{ role, source }] : []));
}

/** The role by a vendor's word, such as `first_frame` or `reference_image`. */
export function toRole(word: unknown, otherwise: PictureRole = 'first'): PictureRole {
  const text = typeof word === 'string' ? word : '';
  if (text.startsWith('first')) return 'first';
  if (text.startsWith('last')) return 'last';
  return text.startsWith('reference') ? 'ref' : otherwise;
}

/** Bytes in base64 as a data URI. */
export function toDataUri(base64: string, mimeType: unknown): string {
  return `${DATA_SCHEME}${typeof mimeType === 'string' ? mimeType : 'image/png'};base64,${base64}`;
}
