export { openBookOf } from './open-book.ts';
export {
  openPlatform,
  type BookMoney,
  type Platform,
  type PlatformOptions,
  type PlatformParts,
} from './open-platform.ts';
export { connectRedis } from './open-redis.ts';
export {
  ASSET_SCHEME,
  createPictures,
  PictureGoneError,
  type Pictures,
  type PictureWay,
  type SignedQuery,
} from './pictures.ts';
export { readSettings, refuse } from './refuse.ts';
export { COMMAND_PATIENCE_MS, createQuestions, THROTTLED_MS, type Questions } from './questions.ts';
