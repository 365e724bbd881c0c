import type { Answer, TransportFailure } from '@cineflow/http';

/** An answer as the transport returns it. */
export function answer(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return {
    kind: 'answer',
    status,
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    truncated: false,
    bytesWritten: 400,
    elapsedMs: 12,
    receivedAtMs: Date.parse('2026-11-23T12:00:00Z'),
  };
}

/** A transport failure after so many written bytes. */
export function failure(phase: TransportFailure['phase'], bytesWritten: number): TransportFailure {
  return { kind: 'failure', phase, message: `broken in ${phase}`, bytesWritten, elapsedMs: 12 };
}
