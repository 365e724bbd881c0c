export type { ByteRange, FetchFilm, FilmStore, Incoming, ReceiveLimits, ReceiveRequest } from './spec.ts';
export { CollectError, type CollectErrorKind } from './collect-error.ts';
export { createDiskStore, type DiskStoreSettings } from './create-disk-store.ts';
export { FilmNotFoundError } from './film-not-found-error.ts';
export { InvalidKeyError } from './invalid-key-error.ts';
export type { FilmFacts } from './film-facts.ts';
export { FilmProbeError } from './film-probe-error.ts';
export { probeFilm } from './probe-film.ts';
export { sidecarKey } from './related-keys.ts';
