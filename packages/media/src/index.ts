export { cleanPicture } from './clean-picture.ts';
export {
  type CleanPicture,
  PICTURE_MAX_BYTES,
  PICTURE_MAX_PIXELS,
  PICTURE_MAX_SIDE,
  PICTURE_MIN_SIDE,
  type PictureChange,
  PictureError,
  type PictureFault,
} from './picture.ts';
export { thumbnailRgb } from './thumbnail-rgb.ts';
export { type Matrix, orderPanels, type Panel, stitchMatrix } from './matrix/stitch-matrix.ts';
