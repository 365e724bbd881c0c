import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { StoryboardAccepted } from '@cineflow/contracts';
import { postJson } from '../api-client.ts';
import { DemoError } from '../demo-error.ts';
import type { Catalogue } from '../locales/catalogue.ts';
import { describeAccepted } from './describe-accepted.ts';

export interface Posting {
  apiUrl: string;
  files: readonly string[];
  /** Provider of a file, by its name; absent: the default one. */
  providers?: ReadonlyMap<string, string>;
  texts: Catalogue;
  print: (line: string) => void;
}

/** Posts each file as it is and prints the answer. @throws DemoError naming a rejected file, with all reasons */
export async function postStoryboards({
  apiUrl,
  files,
  providers,
  texts,
  print,
}: Posting): Promise<StoryboardAccepted[]> {
  const accepted: StoryboardAccepted[] = [];
  for (const file of files) {
    try {
      const text = await readFile(file, 'utf8');
      const provider = providers?.get(basename(file));
      const body =
        provider === undefined ? text : `{"storyboard":${text},"options":{"provider":"${provider}"}}`;
      const storyboard = await postJson(`${apiUrl}/v1/storyboards`, body, StoryboardAccepted);
      accepted.push(storyboard);
      describeAccepted(storyboard, texts).forEach(print);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new DemoError(`${texts.orders.refused(basename(file))}: ${why}`, { cause: error });
    }
  }
  return accepted;
}
