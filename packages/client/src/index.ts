export { type Client, createClient, type Decision, type RetryOrder } from './client.ts';
export type { Connection } from './connection.ts';
export type { ClipDownload, DownloadResult } from './download-clip.ts';
export { ApiProblem, ApiUnreachable, ClipError } from './errors.ts';
export { type Order, type OrderOptions, orderKey } from './order.ts';
export type { Readiness } from './readiness.ts';
export { isFinal, nextLookMs } from './wait.ts';
