import fc from 'fast-check';
import { clipOf, detail, type Harness, OUTPUT, plan, PROVIDER, takeOf } from './harness.ts';
import { Model } from './model.ts';
import type { ModelBoard, ModelTake } from './model-records.ts';

const DAY_MS = 86_400_000;

const open = { isForced: false, retryFailed: 0, key: undefined, limit: undefined };
const BOARDS: readonly (Omit<ModelBoard, 'id' | 'isPaused'> & {
  name: string;
  limit: number | undefined;
  contents: string[];
})[] = [
  { ...open, name: 'a', retryFailed: 1, price: 100, key: 'k', limit: 500, contents: ['x', 'y', 'x'] },
  { ...open, name: 'b', price: 70, key: 'k', contents: ['x', 'z'] },
  { ...open, name: 'c', isForced: true, price: 130, contents: ['x'] },
  { ...open, name: 'd', retryFailed: 2, price: 40, limit: 300, contents: ['x', 'y'] },
];

/** One random step; its numbers pick a take, an attempt, an operation and an amount among those there are. */
export interface Round {
  kind: (typeof KINDS)[number];
  take: number;
  pick: number;
  amount: number;
}

// What leads on is drawn more often than what ends.
const KINDS = [
  ...(['begin', 'begin', 'begin', 'begin', 'begin', 'begin', 'accept', 'accept'] as const),
  ...(['requeue', 'requeue', 'unconfirmed', 'unconfirmed', 'refuse', 'give-up', 'fail', 'overdue'] as const),
  ...(['render', 'render', 'store', 'store', 'reuse', 'cancel', 'retry', 'retry', 'lost'] as const),
  ...(['pause', 'limit', 'key-limit', 'tomorrow', 'epoch', 'refund', 'refund'] as const),
];

const SENDING = ['submitting', 'unconfirmed'];
const RENDERING = ['rendering', 'overdue'];
const SUITED: Readonly<Partial<Record<Round['kind'], readonly string[]>>> = {
  begin: ['queued'],
  reuse: ['queued'],
  lost: ['queued'],
  retry: ['failed', 'cancelled'],
  accept: SENDING,
  requeue: SENDING,
  unconfirmed: ['submitting'],
  refuse: SENDING,
  'give-up': SENDING,
  overdue: ['rendering'],
  render: RENDERING,
  fail: RENDERING,
  store: ['collecting'],
};

/** All of it, some of it, more than it can have cost, or nothing. */
const refundOf = (amount: number): number | 'all' | undefined => {
  if (amount % 3 === 0) return undefined;
  return amount % 3 === 1 ? 'all' : amount;
};

/** Any step. */
export const round: fc.Arbitrary<Round> = fc.record({
  kind: fc.constantFrom(...KINDS),
  take: fc.nat({ max: 999 }),
  pick: fc.nat({ max: 999 }),
  amount: fc.nat({ max: 999 }),
});

/** A book and its reference model, driven by the same steps. */
export class Pair {
  readonly model = new Model();
  private readonly takes: ModelTake[] = [];
  private made = 0;
  readonly harness: Harness;

  constructor(harness: Harness) {
    this.harness = harness;
  }

  get now(): number {
    return this.model.day * DAY_MS;
  }

  /** Begins with a key that has a budget. */
  async start(): Promise<void> {
    const key = { name: 'k', sha256: 'x', scope: 'order' as const, budgetMicros: 900 };
    await this.harness.book.keys.create({ key });
    this.model.limits.set('key:k', 900);
  }

  /** Orders the storyboards of the steps: equal contents, a shared key, one forced, one with retries. */
  private async order(): Promise<void> {
    this.made += 1;
    for (const { name, limit, contents: names, ...rest } of BOARDS) {
      const id = `${name}${this.made}`;
      const contents = names.map((content) => `${content}${this.made}`);
      const { isForced: force, retryFailed, price, key: apiKeyName } = rest;
      const bounds = { ...(limit ? { budgetMicros: limit } : {}), ...(apiKeyName ? { apiKeyName } : {}) };
      const wanted = { id, force, retryFailed, price, contents, ...bounds };
      await this.harness.book.storyboards.accept({ storyboard: plan(wanted) });
      const ids = contents.map((_, index) => takeOf(id, index));
      this.model.addBoard({ ...rest, id, isPaused: false }, contents, ids);
      if (limit) this.model.limits.set(`storyboard:${id}`, limit);
      this.takes.push(...ids.map((take) => this.model.take(take)));
    }
  }

  /** Does one step to both; answers what each said. */
  async step(given: Round): Promise<{ found: unknown; expected: unknown }> {
    const kind = this.isSuited(given) || given.take % 4 === 0 ? given.kind : 'begin';
    const take = await this.choose({ ...given, kind });
    if (kind === 'begin') return this.begin(take, given);
    if (kind === 'accept') return this.accept(take, given);
    if (kind === 'reuse' || kind === 'lost') return this.giveClip(take, given);
    const { book } = this.harness;
    if (kind === 'cancel') {
      const reply = await book.takes.cancel({ takeIds: [take.id], detail });
      const found = (['cancelled', 'goesOn', 'final'] as const).find((name) => reply[name].includes(take.id));
      return { found, expected: this.model.cancel(take.id) };
    }
    if (kind === 'retry') {
      const { verdict } = await book.takes.retry({ takeIds: [take.id], detail });
      return { found: verdict, expected: this.model.retry(take.id) };
    }
    if (kind === 'refund') return this.refund(given);
    return (await this.outcome(take, given)) ?? (await this.decide(take, given));
  }

  private async refund({ pick, amount }: Round) {
    const operationId = this.some(this.model.operations, pick) ?? 'none';
    const refundMicros = refundOf(amount) ?? 0;
    await this.harness.book.operations.refund({ providerId: PROVIDER, operationId, refundMicros });
    this.model.refund(operationId, refundMicros);
    return { found: '', expected: '' };
  }

  /** Whether there is a take this step leads on. */
  private isSuited({ kind }: Round): boolean {
    return this.takes.some(({ state }) => SUITED[kind]?.includes(state) ?? true);
  }

  /** A take to do something to: mostly one the step suits; new ones are ordered while few are left. */
  private async choose({ kind, take: number }: Round): Promise<ModelTake> {
    const isLive = ({ state }: ModelTake): boolean => state !== 'completed' && state !== 'reused';
    const live = this.takes.filter(isLive);
    if (live.length < 5) await this.order();
    const suited = this.takes.filter(({ state }) => SUITED[kind]?.includes(state));
    const groups = [suited, suited, suited, live, this.takes];
    const among =
      groups.slice(Math.floor(number / 4) % groups.length).find((group) => group.length > 0) ?? this.takes;
    const take = among[number % among.length];
    if (take === undefined) throw new Error('Nothing was ordered');
    return take;
  }

  private async begin(take: ModelTake, { pick, amount }: Round) {
    const repeated = this.some(this.model.attempts, pick, take.id);
    const attempt = amount % 10 === 0 && repeated ? repeated : `attempt ${(this.made += 1)}`;
    const epoch = pick % 10 === 1 ? null : this.model.epoch - (pick % 10 === 2 ? 1 : 0);
    const daily = amount % 3 === 0 ? undefined : 150 + (amount % 5) * 60;
    const asked = { takeId: take.id, attemptId: attempt, epoch, at: this.now, dailyBudgetMicros: daily };
    const { verdict } = await this.harness.book.takes.begin(asked);
    return { found: verdict, expected: this.model.begin(take.id, { attempt, epoch, daily }) };
  }

  private async accept(take: ModelTake, { pick, amount }: Round) {
    const some = pick % 5 === 0 ? undefined : (this.some(this.model.attempts, pick, take.id) ?? take.attempt);
    const attempt = pick % 3 === 0 ? (take.attempt ?? some) : some;
    const known = amount % 7 === 0 ? this.some(this.model.operations, pick) : undefined;
    const operation = known ?? `operation ${(this.made += 1)}`;
    const price = this.model.boardOf(take).price;
    const cost = amount % 2 === 0 ? price : (amount % 3) * price;
    const fact = { takeId: take.id, attemptId: attempt, operationId: operation, costMicros: cost, detail };
    const { verdict } = await this.harness.book.takes.accept({ ...fact, at: this.now });
    return { found: verdict, expected: this.model.accept(take.id, { attempt, operation, cost }) };
  }

  private async giveClip(take: ModelTake, { kind }: Round) {
    const { book } = this.harness;
    const asked = { takeId: take.id, attemptId: `look ${(this.made += 1)}`, epoch: null, at: this.now };
    const begun = await book.takes.begin(asked);
    const expected = this.model.begin(take.id, { attempt: asked.attemptId, epoch: null });
    if (begun.verdict !== 'reuse' || expected !== 'reuse') return { found: begun.verdict, expected };
    const given = { takeId: take.id, clip: begun.clip, detail, at: this.now };
    if (kind === 'reuse') {
      return { found: (await book.takes.reuse(given)).verdict, expected: this.model.reuse(take.id) };
    }
    const clip = begun.clip.key.replace('.mp4', '');
    return { found: (await book.contents.lost(given)).verdict, expected: this.model.lost(take.id, clip) };
  }

  private async outcome(take: ModelTake, { kind, pick, amount }: Round) {
    const { takes } = this.harness.book;
    const at = { takeId: take.id, detail, at: this.now };
    const attempt = (pick % 2 === 0 ? take.attempt : this.some(this.model.attempts, pick, take.id)) ?? 'none';
    const operation = pick % 9 === 0 ? 'none' : (take.operation ?? 'none');
    const failure = { message: 'No.', reason: kind === 'give-up' ? 'gave-up' : 'invalid' } as const;
    switch (kind) {
      case 'requeue': {
        const by = amount % 2 === 0 ? 'holder' : 'proof';
        const { verdict } = await takes.requeue({ ...at, attemptId: attempt, by });
        return { found: verdict, expected: this.model.requeue(take.id, attempt, by) };
      }
      case 'unconfirmed': {
        const by = amount % 2 === 0 ? { attemptId: attempt } : { olderThanMs: 0 };
        const { verdict } = await takes.markUnconfirmed({ ...at, by });
        return { found: verdict, expected: this.model.markUnconfirmed(take.id, by.attemptId) };
      }
      case 'refuse':
      case 'give-up': {
        const own = amount % 5 === 0 ? undefined : attempt;
        const { verdict } = await takes.end({
          ...at,
          event: 'refuse',
          failure,
          ...(own ? { attemptId: own } : {}),
        });
        return { found: verdict, expected: this.model.refuse(take.id, own, kind === 'give-up') };
      }
      case 'fail': {
        const failed = { reason: 'provider-failed', message: 'No.' } as const;
        const fact = { operationId: operation, refundMicros: refundOf(amount) };
        const { verdict } = await takes.end({ ...at, ...fact, event: 'fail', failure: failed });
        return { found: verdict, expected: this.model.fail(take.id, operation, fact.refundMicros) };
      }
      case 'overdue':
        await takes.markOverdue(at);
        this.model.markOverdue(take.id);
        return { found: '', expected: '' };
      case 'render': {
        const { verdict } = await takes.render({
          ...at,
          operationId: operation,
          output: OUTPUT,
        });
        return { found: verdict, expected: this.model.render(take.id, operation) };
      }
      case 'store': {
        const clip = `clip ${(this.made += 1)}`;
        const { verdict } = await takes.store({ ...at, clip: clipOf(clip) });
        return { found: verdict, expected: this.model.store(take.id, clip) };
      }
      default:
        return null;
    }
  }

  private async decide(take: ModelTake, { kind, amount }: Round) {
    const { storyboards, keys, identity } = this.harness.book;
    const board = this.model.boardOf(take);
    const limitOf = (id: string): number | null => {
      const { reserved, spent } = this.model.budget(id);
      return amount % 4 === 0 ? null : Math.max(0, reserved + spent - 200 + amount);
    };
    if (kind === 'pause') {
      board.isPaused = !board.isPaused && amount % 4 === 0;
      await storyboards[board.isPaused ? 'pause' : 'resume']({ id: board.id });
    } else if (kind === 'limit') {
      const limit = limitOf(`storyboard:${board.id}`);
      await storyboards.setBudget({ id: board.id, budgetMicros: limit });
      this.model.setLimit(`storyboard:${board.id}`, limit);
    } else if (kind === 'key-limit') {
      const limit = limitOf('key:k');
      await keys.setBudget({ name: 'k', budgetMicros: limit });
      this.model.setLimit('key:k', limit);
    } else if (kind === 'epoch') {
      this.model.epoch += 1;
      return { found: await identity.raiseEpoch({}), expected: this.model.epoch };
    } else if (amount % 4 === 0) {
      this.model.day += 1;
    }
    return { found: '', expected: '' };
  }

  /** One of what there is, of a take where one is named. */
  private some(all: ReadonlyMap<string, { id: string; take: string }>, pick: number, take?: string) {
    const own = [...all.values()].filter((one) => take === undefined || one.take === take);
    return own[pick % Math.max(1, own.length)]?.id;
  }
}
