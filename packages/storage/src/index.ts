export type {
  ByteRange,
  FetchClip,
  ClipStore,
  LinkOptions,
  Incoming,
  ReceiveLimits,
  ReceiveRequest,
} from './spec.ts';
export type { S3Settings } from './s3/bucket.ts';
export { CollectError, type CollectErrorKind } from './collect-error.ts';
export { createClipStore, type ClipStoreSettings } from './create-clip-store.ts';
export { ClipNotFoundError } from './clip-not-found-error.ts';
export { InvalidKeyError } from './invalid-key-error.ts';
export { probeMp4 } from './mp4/probe-mp4.ts';
export { Mp4Error, type Mp4Facts } from './mp4/read-mp4.ts';
export { markKey } from './mark-key.ts';
export { sidecarKey } from './related-keys.ts';
