export type { ByteRange, LinkOptions } from './objects/object-store.ts';
export type { S3Settings } from './objects/s3/bucket.ts';
export type { ClipStore, FetchClip, Incoming, ReceiveLimits, ReceiveRequest } from './clips/clip-store.ts';
export { createClipStore, type ClipStoreSettings } from './clips/create-clip-store.ts';
export {
  type AssetStore,
  createAssetStore,
  type PictureKey,
  type StoredPicture,
} from './assets/asset-store.ts';
export { NoFfmpegError } from './clips/ffmpeg.ts';
export { sidecarKey } from './clips/clip-key.ts';
export {
  ClipNotFoundError,
  CollectError,
  type CollectErrorKind,
  InvalidKeyError,
  ObjectNotFoundError,
} from './errors.ts';
export { probeMp4 } from './mp4/probe-mp4.ts';
export { Mp4Error, type Mp4Facts } from './mp4/mp4-facts.ts';
export { markKey } from './objects/object-key.ts';
