import { decoding, openPicture } from './open-picture.ts';
import { inTurn } from './turns.ts';

/**
 * The whole picture within a size, on black, as raw RGB of three bytes a pixel.
 * @throws PictureError
 */
export async function thumbnailRgb(
  bytes: Uint8Array,
  size: { readonly width: number; readonly height: number },
): Promise<Uint8Array> {
  return await inTurn(async () => {
    const { upright } = await openPicture(bytes);
    const small = upright()
      .resize(size.width, size.height, { fit: 'contain', background: '#000' })
      .flatten({ background: '#000' });
    return await decoding(small.raw().toBuffer());
  });
}
