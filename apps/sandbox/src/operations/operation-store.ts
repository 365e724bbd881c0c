import type { ErrorMessage, Operation } from './operation.ts';

const FAILURES: Readonly<Record<string, ErrorMessage>> = {
  'render-failed': '生成失败，请稍后重试',
  'content-failed': '生成内容违反规定，疑似包含违规内容',
  'content-failed-object': { code: 'content_policy', message: 'violates our content policy' },
  'content-failed-list': ['content_policy', 'violates our content policy'],
  'render-failed-empty': '',
};

/** Every accepted operation in order of acceptance; ends each one when it is due. */
export class OperationStore {
  readonly #byId = new Map<string, Operation>();
  readonly #inOrder: Operation[] = [];
  readonly #byWire = new Map<string, Operation[]>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #onChange: (inFlight: number, ended?: Operation) => void;
  #inFlight = 0;
  /** Grows when everything stops: what is still loading then ends nothing. */
  #round = 0;

  /** `onChange` hears every change of the number in flight, with the operation that ended. */
  constructor(onChange: (inFlight: number, ended?: Operation) => void) {
    this.#onChange = onChange;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get all(): readonly Operation[] {
    return this.#inOrder;
  }

  /** Those that came by a wire, in order of acceptance. */
  cameBy(wire: string): readonly Operation[] {
    return this.#byWire.get(wire) ?? [];
  }

  find(id: string): Operation | undefined {
    return this.#byId.get(id);
  }

  /** Takes an operation in; one that is due already ends at once, or with its pictures if those are `loading`. */
  add(operation: Operation, loading?: Promise<string | null>): void {
    this.#byId.set(operation.id, operation);
    this.#inOrder.push(operation);
    const alike = this.#byWire.get(operation.wire) ?? [];
    alike.push(operation);
    this.#byWire.set(operation.wire, alike);
    if (operation.state !== 'rendering') return;
    this.#inFlight++;
    this.#onChange(this.#inFlight);
    if (loading === undefined) this.#endWhenDue(operation);
    else void this.#endWhenLoaded(operation, loading);
  }

  /** Forgets everything. */
  clear(): void {
    this.stop();
    this.#byId.clear();
    this.#inOrder.length = 0;
    this.#byWire.clear();
    this.#inFlight = 0;
    this.#onChange(0);
  }

  /** Ends no further operation. */
  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#round++;
  }

  async #endWhenLoaded(operation: Operation, loading: Promise<string | null>): Promise<void> {
    const round = this.#round;
    const problem = await loading;
    if (round !== this.#round) return;
    operation.pictureProblem = problem;
    this.#endWhenDue(operation, Date.now());
  }

  #endWhenDue(operation: Operation, readyAt = 0): void {
    if (operation.dueAt === null) return;
    const waitMs = operation.dueAt - Date.now();
    if (waitMs <= 0) this.#end(operation, Math.max(operation.dueAt, readyAt));
    else
      this.#timers.set(
        operation.id,
        setTimeout(() => this.#end(operation, Date.now()), waitMs),
      );
  }

  #end(operation: Operation, at: number): void {
    this.#timers.delete(operation.id);
    operation.errorMessage = FAILURES[operation.fault ?? ''] ?? operation.pictureProblem;
    operation.state = operation.errorMessage === null ? 'completed' : 'failed';
    operation.finishedAt = at;
    this.#inFlight--;
    this.#onChange(this.#inFlight, operation);
  }
}
