import { makeSettings } from '../src/settings.ts';
import { type RunningSandbox, startSandbox } from '../src/start.ts';

/** An answer of the sandbox, its JSON parsed where it is JSON. */
export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly code: unknown;
  readonly data: Record<string, unknown>;
}

/** A sandbox on a free port and the calls that tests make. */
export class TestClient implements AsyncDisposable {
  readonly sandbox: RunningSandbox;

  constructor(sandbox: RunningSandbox) {
    this.sandbox = sandbox;
  }

  /** Starts a sandbox that renders at once, unless told otherwise. */
  static async start(given: Parameters<typeof makeSettings>[0] = {}): Promise<TestClient> {
    return new TestClient(await startSandbox(makeSettings({ port: '0', renderMs: '0', ...given })));
  }

  async ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<TestAnswer> {
    const answer = await fetch(path.startsWith('http') ? path : this.sandbox.url + path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await answer.text();
    const envelope = readEnvelope(text);
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      code: envelope['code'],
      data: (envelope['data'] ?? {}) as Record<string, unknown>,
    };
  }

  create(prompt: string, fields: Record<string, unknown> = {}): Promise<TestAnswer> {
    return this.ask('POST', '/v1/create', { prompt, ...fields });
  }

  /** Creates an operation and returns its id. */
  async accepted(prompt: string, fields: Record<string, unknown> = {}): Promise<string> {
    return String((await this.create(prompt, fields)).data['task_id']);
  }

  poll(id: string): Promise<TestAnswer> {
    return this.ask('GET', `/v1/tasks/${id}`);
  }

  /** Creates an operation and returns the link to its clip. */
  async clip(prompt: string): Promise<string> {
    return String((await this.poll(await this.accepted(prompt))).data['video_url']);
  }

  /** The bill's parts that tests look at. */
  async bill(): Promise<{
    readonly creates: Record<'received' | 'accepted' | 'refused' | 'chargedCents', number>;
    readonly refusedByReason: Record<string, number>;
    readonly paidPerPrompt: { readonly max: number; readonly repeated: unknown };
    readonly inFlight: number;
    readonly maxInFlight: number;
    readonly inFlightSamples: readonly (readonly [number, number])[];
    readonly requests: Record<'polls' | 'lists' | 'downloads' | 'maxAskedPerSecond', number>;
    readonly operations: readonly Record<string, unknown>[];
  }> {
    return JSON.parse((await this.ask('GET', '/bill')).text) as Awaited<ReturnType<TestClient['bill']>>;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.sandbox.close();
  }
}

function readEnvelope(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
