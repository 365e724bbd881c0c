import { createHmac, timingSafeEqual } from 'node:crypto';

interface Link {
  readonly generation: number;
  readonly expiresAt: number;
}

/** Signed links to clips, one at a time per operation. A poll renews a link that expired or was killed. */
export class LinkBook {
  readonly #secret: string;
  readonly #links = new Map<string, Link>();
  readonly #killed = new Map<string, number>();

  constructor(seed: number) {
    this.#secret = `sandbox-${seed}`;
  }

  /** The path and query of the operation's present link. `ttlMs` counts from its making. */
  issue(operationId: string, ttlMs: number): string {
    const now = Date.now();
    let link = this.#links.get(operationId);
    if (link === undefined || link.expiresAt <= now || this.#isKilled(operationId, link.generation)) {
      link = { generation: (link?.generation ?? 0) + 1, expiresAt: now + ttlMs };
      this.#links.set(operationId, link);
    }
    const { generation, expiresAt } = link;
    const signature = this.#sign(operationId, generation, expiresAt);
    return `/files/${operationId}.mp4?generation=${generation}&expires=${expiresAt}&signature=${signature}`;
  }

  /** Whether a link was signed here, has not expired and was not killed. */
  verify(operationId: string, query: Readonly<Record<string, string | undefined>>): boolean {
    const generation = Number(query['generation']);
    const expiresAt = Number(query['expires']);
    const expected = Buffer.from(this.#sign(operationId, generation, expiresAt));
    const given = Buffer.from(query['signature'] ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
    return expiresAt > Date.now() && !this.#isKilled(operationId, generation);
  }

  /** Makes the operation's present link and all before it dead. */
  kill(operationId: string): void {
    this.#killed.set(operationId, this.#links.get(operationId)?.generation ?? 1);
  }

  /** Forgets every link and every kill; the signatures stay valid until they expire. */
  clear(): void {
    this.#links.clear();
    this.#killed.clear();
  }

  #isKilled(operationId: string, generation: number): boolean {
    return generation <= (this.#killed.get(operationId) ?? 0);
  }

  #sign(operationId: string, generation: number, expiresAt: number): string {
    const text = `${operationId}/${generation}/${expiresAt}`;
    return createHmac('sha256', this.#secret).update(text).digest('base64url').slice(0, 32);
  }
}
