import type { Catalogue } from './locales/catalogue.ts';
import type { RunFolder } from './stack/choose-run-folder.ts';
import type { Stack } from './stack/start-stack.ts';
import { displayWidth, padToWidth } from '@cineflow/terminal';

interface Printing {
  run: RunFolder;
  texts: Catalogue;
  print: (line?: string) => void;
}

/** Prints the addresses of the running demo. */
export function printAddresses(stack: Stack, { run, texts, print }: Printing): void {
  const { api, documentation, board, bill, clips, logs } = texts.stack;
  const lines = [
    [api, stack.apiUrl],
    [documentation, `${stack.apiUrl}/docs`],
    [board, `${stack.apiUrl}/admin/queues`],
    [bill, `${stack.sandboxUrl}/bill`],
    [clips, run.clips],
    [logs, run.logs],
  ] as const;
  const width = Math.max(...lines.map(([label]) => displayWidth(label)));
  print(texts.stack.ready);
  for (const [label, value] of lines) print(`  ${padToWidth(label, width)}  ${value}`);
}
