/** Defaults of every request: one attempt, no redirects, any status accepted, HTTP/1.1. */
export const GOT_DEFAULTS = {
  retry: { limit: 0 },
  followRedirect: false,
  throwHttpErrors: false,
  decompress: false,
  http2: false,
} as const;
