import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { BookError } from '../driver.ts';
import type { Answer, News, Message, ThreadOptions, Trouble } from './messages.ts';

/** Main-thread handle of a thread and its connection. The thread restarts after a crash. */
export interface Link {
  call(name: string, args: unknown): Promise<unknown>;
  /** Why the latest use of the file failed; absent if it worked. */
  trouble(): string | undefined;
  /** Ends the thread after all earlier calls. */
  close(): Promise<void>;
}

const RESTART_MS = 1000;

interface Waiting {
  resolve(reply: unknown): void;
  reject(error: Error): void;
}

/** Starts a thread and waits until the file is open. @throws BookError */
export async function startLink(options: ThreadOptions, log: (sentence: string) => void): Promise<Link> {
  const link = new ThreadLink(options, log);
  const failure = await link.start(options.isChecked);
  if (failure !== null) throw toError(failure);
  return link;
}

class ThreadLink implements Link {
  readonly #options: ThreadOptions;
  readonly #log: (sentence: string) => void;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #trouble: Trouble | undefined;
  #lastId = 0;
  #closed: Promise<void> | undefined;

  constructor(options: ThreadOptions, log: (sentence: string) => void) {
    this.#options = options;
    this.#log = log;
  }

  call(name: string, args: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw new BookError('away', `The book ${this.#options.path} was closed.`);
      const worker = this.#worker;
      if (worker === undefined) throw toError(this.#trouble ?? this.#ended());
      const id = (this.#lastId += 1);
      worker.postMessage({ call: { id, name, args } } satisfies Message);
      worker.ref();
      this.#waiting.set(id, { resolve, reject });
    });
  }

  trouble(): string | undefined {
    return this.#trouble?.message;
  }

  close(): Promise<void> {
    return (this.#closed ??= new Promise((resolve) => {
      const worker = this.#worker;
      if (worker === undefined) return resolve();
      worker.ref();
      worker.once('exit', () => resolve());
      worker.postMessage({ close: true } satisfies Message);
    }));
  }

  /** Null once the thread has opened the file; else the reason why it ended. */
  start(isChecked: boolean): Promise<Trouble | null> {
    const worker = new Worker(new URL('./thread.ts', import.meta.url), {
      workerData: { ...this.#options, isChecked } satisfies ThreadOptions,
      name: `book-${this.#options.role}`,
    });
    this.#worker = worker;
    let isOpen = false;
    let end = this.#ended();
    return new Promise((resolve) => {
      worker.on('message', (news: News) => {
        if (news.news === 'failed') end = news.trouble;
        if (news.news === 'open') isOpen = true;
        if (isOpen) resolve(null);
        this.#hear(news);
        // Adding a listener refs the worker again, so unref comes last.
        if (isOpen && this.#waiting.size === 0 && !this.#closed) worker.unref();
      });
      worker.on('error', (error: Error) => (end = this.#ended(error)));
      worker.on('exit', () => {
        this.#lose(end);
        resolve(end);
        if (isOpen && !this.#closed) void this.#restart(end);
      });
    });
  }

  #hear(news: News): void {
    if (news.news === 'answers') news.answers.forEach((answer) => this.#settle(answer));
    if (news.news === 'state') this.#trouble = news.trouble ?? undefined;
    if (news.news === 'open') this.#trouble = undefined;
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('reply' in answer) {
      this.#trouble = undefined;
      waiting?.resolve(answer.reply);
      return;
    }
    if (answer.trouble.kind !== 'bug') this.#trouble = answer.trouble;
    waiting?.reject(toError(answer.trouble));
  }

  #lose(why: Trouble): void {
    this.#worker = undefined;
    this.#trouble = why;
    for (const id of this.#waiting.keys()) this.#settle({ id, trouble: why });
  }

  async #restart(why: Trouble): Promise<void> {
    this.#log(`${why.message} It is started again.`);
    let failure = await this.start(false);
    while (failure !== null && !this.#closed) {
      await sleep(RESTART_MS, undefined, { ref: false });
      if (!this.#closed) failure = await this.start(false);
    }
  }

  /** Calls to a reader did nothing; calls to a writer may have been done. */
  #ended(error?: Error): Trouble {
    const why = error === undefined ? '' : `: ${error.message}`;
    const kind = this.#options.role === 'writer' ? 'unknown' : 'away';
    return { kind, message: `The thread of the book ${this.#options.path} ended${why}.` };
  }
}

function toError({ kind, message, stack }: Trouble): Error {
  if (kind !== 'bug') return new BookError(kind, message);
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
