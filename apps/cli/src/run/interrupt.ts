import { EXIT } from '../exit.ts';
import type { Session } from '../session.ts';

/** How far the command has come, which decides what is true when it is interrupted. */
export type Stage = 'before' | 'ordering' | 'ordered';

const SIGNALS = { SIGINT: EXIT.interrupted, SIGTERM: 143, SIGHUP: 129 } as const;
const SHOW_CURSOR = '\u001B[?25h';

/** What is said on Ctrl-C. */
export class Interrupt implements Disposable {
  stage: Stage = 'before';
  /** Ids that go on without this terminal. */
  ids: readonly string[] = [];
  readonly #handlers = new Map<string, () => void>();

  /** Ends the process on a signal, after a true sentence on what goes on without it. */
  constructor(session: Session, command: string) {
    for (const [signal, code] of Object.entries(SIGNALS)) {
      const end = (): void => {
        this.#tell(session, command);
        process.exit(code);
      };
      this.#handlers.set(signal, end);
      process.once(signal, end);
    }
  }

  #tell({ texts, warn, emit }: Session, command: string): void {
    if (process.stdout.isTTY) process.stdout.write(`${SHOW_CURSOR}\n`);
    warn(texts.run.interrupted[this.stage]);
    if (this.stage !== 'before') warn(texts.run.again(command, this.ids.join(' ')));
    emit({ type: 'interrupted', stage: this.stage, storyboardIds: this.ids });
  }

  [Symbol.dispose](): void {
    for (const [signal, end] of this.#handlers) process.off(signal, end);
  }
}
