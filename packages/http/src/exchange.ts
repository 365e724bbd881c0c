interface Measured {
  /** Bytes of the request handed to the socket; 0 proves that the server got nothing of it. */
  bytesWritten: number;
  elapsedMs: number;
}

/** The server answered. The body may still be cut: see `truncated`. */
export interface Answer extends Measured {
  kind: 'answer';
  status: number;
  /** Names in lower case; repeated headers are joined by a comma. */
  headers: Readonly<Record<string, string>>;
  body: string;
  /** The body was longer than the cap and ends there. */
  truncated: boolean;
  /** Our clock when the headers came, ms since 1970. */
  receivedAtMs: number;
}

/**
 * No whole answer. `connect`: there was no connection yet; `fenced`: our own side called it off before the first byte
 * (`mayWrite` refused, or the caller's signal); `write`: while sending; `response`: the request was out, the answer
 * did not come or broke off.
 */
export interface TransportFailure extends Measured {
  kind: 'failure';
  phase: 'connect' | 'fenced' | 'write' | 'response';
  message: string;
  /** Status of an answer that broke off after its headers. */
  status?: number;
  headers?: Readonly<Record<string, string>>;
}

/** What one request led to. Network failures are values, never exceptions. */
export type Exchange = Answer | TransportFailure;
