/** What every request of ours has in common: one attempt, no redirect, no judgement of the status, plain HTTP/1.1. */
export const GOT_DEFAULTS = {
  retry: { limit: 0 },
  followRedirect: false,
  throwHttpErrors: false,
  decompress: false,
  http2: false,
} as const;
