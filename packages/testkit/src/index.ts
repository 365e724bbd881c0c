export type {} from './provided-context.ts';
export { connectRedis } from './connect-redis.ts';
export { eventually, type EventuallyOptions } from './eventually.ts';
export { findRedis, type FindRedisOptions } from './find-redis.ts';
export { freePort } from './free-port.ts';
export type { FoundRedis, RedisSearch, RedisWay } from './redis-way.ts';
export { testPrefix } from './test-prefix.ts';
