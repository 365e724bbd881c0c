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
export type { Mp4Facts } from './film-facts.ts';
export { Mp4Error } from './film-probe-error.ts';
export { probeMp4 } from './probe-film.ts';
export { markKey } from './mark-key.ts';
export { sidecarKey } from './related-keys.ts';
