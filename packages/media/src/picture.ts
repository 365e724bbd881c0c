/** The most that one file may weigh: 30 MB. */
export const PICTURE_MAX_BYTES = 30 * 1024 * 1024;

/** The most pixels of one picture; a small file can unpack to far more. */
export const PICTURE_MAX_PIXELS = 50_000_000;

/** The longest side that every format can hold. */
export const PICTURE_MAX_SIDE = 16_383;

/** The least that either side of a picture must have. */
export const PICTURE_MIN_SIDE = 16;

/** Longest side of a thumbnail. */
export const THUMBNAIL_SIDE = 320;

/** Why a file is refused. `truncated` also stands for damaged inside. */
export type PictureFault =
  | 'not-a-picture'
  | 'truncated'
  | 'too-large'
  | 'too-many-pixels'
  | 'animated'
  | 'unsupported'
  | 'too-small';

/** What was changed on the way, besides being encoded anew. */
export type PictureChange =
  | 'rotated'
  | 'metadata-removed'
  | 'converted-from-heic'
  | 'converted-from-avif'
  | 'converted-from-webp'
  | 'converted-from-png'
  | 'converted-from-cmyk'
  | 'converted-to-srgb'
  | '16-bit';

/** A refused picture; the message is one sentence for the person who sent it. */
export class PictureError extends Error {
  override readonly name = 'PictureError';
  readonly fault: PictureFault;

  constructor(fault: PictureFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}

/** A picture that holds nothing but pixels, upright and in sRGB with 8 bits. */
export interface CleanPicture {
  readonly bytes: Buffer;
  readonly mediaType: 'image/jpeg' | 'image/png' | 'image/webp';
  readonly width: number;
  readonly height: number;
  /** A JPEG with a longest side of 320; smaller pictures are not enlarged. */
  readonly thumbnail: Buffer;
  readonly changed: readonly PictureChange[];
}
