/** A colour as luma and the two chroma values, each 16 to 235. */
export interface Colour {
  readonly luma: number;
  readonly blue: number;
  readonly red: number;
}

/** A 4:2:0 picture whose planes are padded to whole 16x16 macroblocks. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
  readonly luma: Uint8Array;
  readonly blue: Uint8Array;
  readonly red: Uint8Array;
}

/** Makes a picture of one colour; `width` and `height` are even pixel counts. */
export function createPicture(width: number, height: number, colour: Colour): Picture {
  const columns = Math.ceil(width / 16);
  const rows = Math.ceil(height / 16);
  return {
    width,
    height,
    columns,
    rows,
    luma: new Uint8Array(columns * rows * 256).fill(colour.luma),
    blue: new Uint8Array(columns * rows * 64).fill(colour.blue),
    red: new Uint8Array(columns * rows * 64).fill(colour.red),
  };
}

/** Fills a rectangle given as left, top, right (exclusive) and bottom (exclusive); it is clipped to the picture. */
export function fillRectangle(
  picture: Picture,
  box: readonly [number, number, number, number],
  colour: Colour,
): void {
  const left = Math.max(0, box[0]);
  const right = Math.min(picture.columns * 16, box[2]);
  const stride = picture.columns * 16;
  for (let y = Math.max(0, box[1]); y < Math.min(picture.rows * 16, box[3]); y++) {
    picture.luma.fill(colour.luma, y * stride + left, y * stride + Math.max(left, right));
    const chroma = (y >> 1) * (stride / 2);
    picture.blue.fill(colour.blue, chroma + (left >> 1), chroma + (Math.max(left, right) >> 1));
    picture.red.fill(colour.red, chroma + (left >> 1), chroma + (Math.max(left, right) >> 1));
  }
}
