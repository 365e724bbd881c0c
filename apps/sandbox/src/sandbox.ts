import { randomUUID } from 'node:crypto';
import { Bill } from './bill/bill.ts';
import { BillFile, type BillRecord } from './bill/bill-file.ts';
import { FaultChooser } from './faults/fault-chooser.ts';
import type { FaultOf } from './faults/fault-table.ts';
import { ClipCache } from './clip/clip-cache.ts';
import { LinkBook } from './links.ts';
import { OperationStore } from './operations/operation-store.ts';
import type { Operation, Order } from './operations/operation.ts';
import { Gallery } from './pictures/gallery.ts';
import { type AskedPicture, linkOf } from './pictures/picture-roles.ts';
import { createRandom } from './random.ts';
import type { SandboxSettings } from './settings.ts';

/** The provider behind the routes: its operations, money and memory. Routes read its parts and call its three changes. */
export class Sandbox {
  readonly settings: SandboxSettings;
  readonly bill = new Bill();
  readonly clips = new ClipCache();
  readonly faults: FaultChooser;
  readonly gallery: Gallery;
  readonly links: LinkBook;
  readonly operations: OperationStore;
  readonly closing = new AbortController();
  readonly #initialBalanceCents: number;
  #file: BillFile | undefined;
  #random: () => number;

  private constructor(settings: SandboxSettings) {
    this.settings = { ...settings };
    this.#initialBalanceCents = settings.balanceCents;
    this.faults = new FaultChooser(settings.seed, settings.faults);
    this.gallery = new Gallery(this.closing.signal, (record) => void this.#file?.append(record));
    this.links = new LinkBook(settings.seed);
    this.#random = createRandom(settings.seed);
    this.operations = new OperationStore((inFlight, ended) => {
      this.bill.sampleInFlight(inFlight);
      const refunds = ended?.request.refundsFailed === true || this.settings.refundFailed !== 'no';
      if (ended?.state === 'failed' && refunds) this.#refund(ended, ended.chargedCents);
      if (ended !== undefined) void this.#file?.append(toEndedRecord(ended));
    });
  }

  /** Opens a sandbox; with a bill file, everything that file knows has happened and goes on. */
  static async open(settings: SandboxSettings): Promise<Sandbox> {
    const sandbox = new Sandbox(settings);
    if (settings.billFile === '') return sandbox;
    const { file, records } = await BillFile.open(settings.billFile);
    sandbox.#file = file;
    sandbox.#restore(records);
    return sandbox;
  }

  /** Price of a create in cents. */
  priceOf(order: Order): number {
    const { proPriceCents, priceCents } = this.settings;
    return order.priceCents ?? (order.isPro ? proPriceCents : priceCents);
  }

  /** Accepts and charges a create; resolves when that is on the disk, if there is a bill file. */
  async accept(
    order: Order,
    { requestId, wire }: { requestId: string; wire: string },
    createFault: FaultOf<'create'> | null,
  ): Promise<Operation> {
    const { pictures, ...request } = order;
    const fault = this.faults.choose('operation', order.prompt, order.prompt) ?? null;
    const { from, to } = this.settings.renderMs;
    const renderMs = from + Math.floor(this.#random() * (to - from + 1));
    const acceptedAt = Date.now();
    const operation: Operation = {
      id: randomUUID(),
      number: this.operations.all.length + 1,
      request: { ...request, imageUrl: nameOf(pictures[0]) },
      wire,
      requestId,
      pictures: pictures.map((one) => ({ role: one.role, url: linkOf(one), sha256: null, sizeBytes: null })),
      chargedCents: this.priceOf(order),
      acceptedAt,
      dueAt: fault === 'stuck' ? null : acceptedAt + renderMs,
      fault,
      createFault,
      state: 'rendering',
      finishedAt: null,
      errorMessage: null,
      pictureProblem: null,
      refundedCents: 0,
    };
    const saved = this.#file?.append({ type: 'accepted', operation });
    this.#charge(operation);
    this.#add(
      operation,
      pictures.map(({ source }) => source),
    );
    await saved;
    return operation;
  }

  /** Counts a create that is not accepted. */
  refuse(reason: string): void {
    this.bill.countRefused(reason);
    void this.#file?.append({ type: 'refused', reason });
  }

  /** Forgets operations, bill, links and the counts of tags; settings stay, the balance is what it was at the start. */
  async reset(): Promise<void> {
    this.operations.clear();
    this.bill.clear();
    this.links.clear();
    this.gallery.clear();
    this.faults.reset();
    this.#random = createRandom(this.settings.seed);
    this.settings.balanceCents = this.#initialBalanceCents;
    await this.#file?.clear();
  }

  /** Ends hanging, late and slow answers and lets no further operation end. */
  stop(): void {
    this.closing.abort();
    this.operations.stop();
  }

  /** Closes the bill file; call it when no request is open any more. */
  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }

  /** Its pictures are loaded while it renders; the client's answer does not wait for them. */
  #add(operation: Operation, sources: readonly (string | null)[]): void {
    const { pictures, state } = operation;
    const isLoading = state === 'rendering' && pictures.length > 0;
    this.operations.add(operation, isLoading ? this.gallery.load(pictures, sources) : undefined);
  }

  #charge(operation: Operation): void {
    this.settings.balanceCents -= operation.chargedCents;
    this.bill.countAccepted(operation.request.prompt, operation.chargedCents);
  }

  #refund(operation: Operation, cents: number): void {
    operation.refundedCents = cents;
    this.settings.balanceCents += cents;
    this.bill.countRefunded(cents);
  }

  #restore(records: readonly BillRecord[]): void {
    const restored = new Map<string, Operation>();
    for (const record of records) {
      if (record.type === 'accepted') {
        restored.set(record.operation.id, { ...BEFORE_PICTURES, ...record.operation });
      } else if (record.type === 'refused') this.bill.countRefused(record.reason);
      else if (record.type === 'thumbnail') this.gallery.restore(record);
      else {
        const { type: _, ...ended } = record;
        Object.assign(restored.get(record.id) ?? {}, { refundedCents: 0 }, ended);
      }
      if (record.type === 'accepted' || record.type === 'refused') this.bill.received++;
    }
    for (const operation of restored.values()) {
      this.#charge(operation);
      if (operation.refundedCents > 0) this.#refund(operation, operation.refundedCents);
      // Bytes that came with a request are not on the disk.
      this.#add(
        operation,
        operation.pictures.map(({ url }) => url),
      );
    }
  }
}

/** What files of before pictures lack. */
const BEFORE_PICTURES = { pictures: [], pictureProblem: null };

function nameOf(picture: AskedPicture | undefined): string | null {
  return picture === undefined ? null : (linkOf(picture) ?? 'within the request');
}

function toEndedRecord({ id, state, finishedAt, errorMessage, ...more }: Operation): BillRecord {
  const { refundedCents, pictures, pictureProblem } = more;
  return {
    type: 'ended',
    id,
    state,
    finishedAt,
    errorMessage,
    refundedCents,
    ...(pictures.length === 0 ? {} : { pictures }),
    ...(pictureProblem === null ? {} : { pictureProblem }),
  };
}
