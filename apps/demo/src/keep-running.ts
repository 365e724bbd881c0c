import type { Catalogue } from './locales/catalogue.ts';

/** Explains how to post a storyboard, and waits for the signal that ends the demo. */
export async function keepRunning(
  apiUrl: string,
  { texts, print }: { texts: Catalogue; print: (line?: string) => void },
): Promise<void> {
  const curl = `curl -sS -H 'content-type: application/json' --data-binary @examples/lighthouse.json ${apiUrl}/v1/storyboards`;
  print();
  print(texts.keep.running);
  print(`  ${curl}`);
  print(texts.keep.stop);
  // The children keep this process alive; the signal handler ends it.
  await new Promise(() => {});
}
