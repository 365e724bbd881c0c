export type {
  ByteRange,
  FetchFilm,
  FilmStore,
  LinkOptions,
  Incoming,
  ReceiveLimits,
  ReceiveRequest,
} from './spec.ts';
export type { S3Settings } from './s3/bucket.ts';
export { CollectError, type CollectErrorKind } from './collect-error.ts';
export { createFilmStore, type FilmStoreSettings } from './create-film-store.ts';
export { FilmNotFoundError } from './film-not-found-error.ts';
export { InvalidKeyError } from './invalid-key-error.ts';
export type { FilmFacts } from './film-facts.ts';
export { FilmProbeError } from './film-probe-error.ts';
export { probeFilm } from './probe-film.ts';
export { markKey } from './mark-key.ts';
export { sidecarKey } from './related-keys.ts';
