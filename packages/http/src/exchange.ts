interface Measured {
  /** Request bytes handed to the socket; 0 proves that the server got nothing. */
  bytesWritten: number;
  elapsedMs: number;
}

/** A response. The body may be cut: see `truncated`. */
export interface Answer extends Measured {
  kind: 'answer';
  status: number;
  /** Names in lower case; repeated headers are joined by a comma. */
  headers: Readonly<Record<string, string>>;
  body: string;
  /** The body exceeded the limit and was cut. */
  truncated: boolean;
  /** Local time of the headers, ms since 1970. */
  receivedAtMs: number;
}

/**
 * No complete response. `connect`: before a connection · `fenced`: stopped by us before the first byte (`mayWrite` or
 * the caller's signal) · `write`: while sending · `response`: the request was sent, the answer is missing or
 * incomplete.
 */
export interface TransportFailure extends Measured {
  kind: 'failure';
  phase: 'connect' | 'fenced' | 'write' | 'response';
  message: string;
  /** Status of an answer that broke off after its headers. */
  status?: number;
  headers?: Readonly<Record<string, string>>;
}

/** Result of one request. Network failures are values, never exceptions. */
export type Exchange = Answer | TransportFailure;
