import type { PictureChange } from '../src/index.ts';
import type { Quadrants } from './quadrants.ts';

/** A file that must come through, upright and with the right colours. */
export interface GoodPicture {
  readonly make: () => Promise<Buffer> | Buffer;
  readonly type: 'image/jpeg' | 'image/png' | 'image/webp';
  readonly changed: readonly PictureChange[];
  readonly size?: readonly [number, number];
  readonly colours?: Quadrants;
  /** How far a colour may be off. */
  readonly tolerance?: number;
  readonly alpha?: number;
}

export const JPEG = { type: 'image/jpeg', changed: [] } as const;
export const TURNED = { changed: ['rotated', 'metadata-removed'] } as const;
export const UPRIGHT = { size: [48, 64] } as const;
/** How the pixels of 64x48 are given to the encoder. */
export const RAW = { raw: { width: 64, height: 48, channels: 3 } } as const;
