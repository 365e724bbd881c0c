import type { Catalogue } from '../locales/catalogue.ts';
import type { Cleanup } from '@cineflow/testkit';

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const SHOW_CURSOR = '\u001B[?25h';

/**
 * Ends everything on Ctrl-C and similar signals; a second one does not wait. @returns a function that removes the
 * handlers
 */
export function stopOnSignal(cleanup: Cleanup, texts: Catalogue): () => void {
  let asked = false;
  const stop = (signal: NodeJS.Signals): void => {
    const code = SIGNALS[signal as keyof typeof SIGNALS];
    if (asked) process.exit(code);
    asked = true;
    const cursor = process.stdout.isTTY ? SHOW_CURSOR : '';
    process.stdout.write(`${cursor}\n${texts.keep.interrupted}. ${texts.stack.stopping}\n`);
    void cleanup.run().then(() => process.exit(code));
  };
  const names = Object.keys(SIGNALS) as NodeJS.Signals[];
  for (const name of names) process.on(name, stop);
  return () => {
    for (const name of names) process.off(name, stop);
  };
}
