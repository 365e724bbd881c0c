export type { Logger } from 'pino';
export { createLogger, type LoggerSettings } from './create-logger.ts';
export { describeError, type ErrorDescription } from './describe-error.ts';
