export type { ProvidedContext } from './provided-context.ts';
export { Cleanup } from './cleanup.ts';
export { connectRedis } from './connect-redis.ts';
export { eventually, type EventuallyOptions } from './eventually.ts';
export { endProcess, type LocalStack, type LocalStackOptions, startLocalStack } from './start-local-stack.ts';
export { keptPrefix } from './kept-prefix.ts';
export { findRedis, type FindRedisOptions } from './find-redis.ts';
export { freePort } from './free-port.ts';
export type { FoundRedis, RedisSearch, RedisWay } from './redis-way.ts';
export { mountSmallDisk } from './mount-small-disk.ts';
export { killCollectors, type KillReport } from './kill-collectors.ts';
export { watchClips, type WatchedClips } from './watch-clips.ts';
export { testPrefix } from './test-prefix.ts';
export { type RunningServer, startApi, startSandboxProcess, startWorker } from './start-apps.ts';
export {
  type PostgresOptions,
  type PrivatePostgres,
  startPrivatePostgres,
  startStandby,
} from './postgres-private.ts';
export { type PostgresContainer, startPostgresContainer } from './postgres-container.ts';
export { type PrivateRedis, startPrivateRedis } from './start-private-redis.ts';
export {
  basicEnvironment,
  type ProcessOptions,
  type ReadySign,
  type RunningProcess,
  startProcess,
} from './start-process.ts';
export type { Direction } from './tcp-faults.ts';
export { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';
export {
  type Bill,
  type Stack,
  type StackOptions,
  startStack,
  type StoryboardStatus,
} from './start-stack.ts';
export { runCommand } from './run-command.ts';
export { makeTempDirectory, type TempDirectory } from './temp-directory.ts';
export { makePng } from './make-png.ts';
