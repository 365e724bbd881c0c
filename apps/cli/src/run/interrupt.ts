import { EXIT } from '../exit.ts';
import type { Session } from '../session.ts';

/** How far the command has come, which decides what is true when it is interrupted. */
export type Stage = 'before' | 'ordering' | 'ordered';

const SIGNALS = { SIGINT: EXIT.interrupted, SIGTERM: 143, SIGHUP: 129 } as const;
const SHOW_CURSOR = '\u001B[?25h';

/** What is said on Ctrl-C. */
export class Interrupt {
  stage: Stage = 'before';
  /** Ids that go on without this terminal. */
  ids: readonly string[] = [];

  /** Ends the process on a signal, after a true sentence on what goes on without it. */
  constructor(session: Session, command: string) {
    const { run } = session.texts;
    for (const [signal, code] of Object.entries(SIGNALS)) {
      process.once(signal, () => {
        if (process.stdout.isTTY) process.stdout.write(`${SHOW_CURSOR}\n`);
        session.warn(run.interrupted[this.stage]);
        if (this.stage !== 'before') session.warn(run.again(command, this.ids.join(' ')));
        session.emit({ type: 'interrupted', stage: this.stage, storyboardIds: this.ids });
        process.exit(code);
      });
    }
  }
}
