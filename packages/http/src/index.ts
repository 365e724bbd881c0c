export type { AskRequest } from './ask.ts';
export type { OriginTrust } from './check-download-url.ts';
export type { Download, DownloadRequest } from './download.ts';
export { DownloadError, type DownloadErrorCode } from './download-error.ts';
export type { Answer, Exchange, TransportFailure } from './exchange.ts';
export { createHttpClient, type HttpClient } from './http-client.ts';
export type { PostRequest } from './post-once.ts';
export type { ProxySettings } from './proxy-settings.ts';
export { redact } from './redact.ts';
