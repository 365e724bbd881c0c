import type { TestProject } from 'vitest/node';
import { findRedis } from './find-redis.ts';
import './provided-context.ts';
import { redisFromBinary } from './redis-from-binary.ts';
import { redisFromEnvironment } from './redis-from-environment.ts';
import { redisFromInstall } from './redis-from-install.ts';
import { redisFromTestcontainers } from './redis-from-testcontainers.ts';

/** Containers come before the machine's own server: the version that is deployed is the one that is tested. */
const WAYS = [redisFromEnvironment, redisFromTestcontainers, redisFromBinary, redisFromInstall];

/**
 * Provides one Redis for the whole run as `inject('redisUrl')` and stops it afterwards.
 * @throws Error if there is none: such tests are never skipped.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const log = (line: string): void => void process.stderr.write(`redis for the tests: ${line}\n`);
  const redis = await findRedis({ log, allowInstall: true, ways: WAYS });
  log(redis.how);
  project.provide('redisUrl', redis.url);
  return () => redis.stop();
}
