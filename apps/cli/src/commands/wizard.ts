import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { folderName } from '@cineflow/core';
import { CliError, EXIT } from '../exit.ts';
import type { Session } from '../session.ts';
import { withSession } from '../with-session.ts';
import { runPaths } from './run.ts';

interface Answers {
  title: string;
  shape: 'vertical' | 'horizontal';
  shots: readonly string[];
  seconds: number;
}

const SECONDS = 10;

/** From nothing to a running order in at most five questions; the last one is that of `run`. */
export const command = withSession(async (session, { options }) => {
  const { texts, print, cwd } = session;
  if (!session.canAsk) throw new CliError(texts.errors.needsTerminal);
  print(texts.wizard.hello);
  const answers = await askAll(session);
  if (answers === null) {
    print(texts.wizard.ended);
    return EXIT.interrupted;
  }
  if (answers.shots.length === 0) {
    print(texts.wizard.noShots);
    return EXIT.usage;
  }
  const folder = resolve(cwd, 'input');
  await mkdir(folder, { recursive: true });
  const file = await writeNew(folder, folderName(answers.title), toDocument(answers));
  print(texts.wizard.written(relative(cwd, file)));
  return runPaths(session, [relative(cwd, file)], options);
});

async function askAll(session: Session): Promise<Answers | null> {
  const { texts, ask, print } = session;
  const title = await ask(texts.wizard.title);
  if (title === null) return null;
  const shape = await ask(texts.wizard.shape);
  if (shape === null) return null;
  print(texts.wizard.shots);
  const shots: string[] = [];
  for (;;) {
    const line = await ask(`${shots.length + 1}.`);
    if (line === null) return null;
    if (line === '') break;
    shots.push(line);
  }
  const seconds = shots.length === 0 ? '' : await ask(texts.wizard.seconds);
  if (seconds === null) return null;
  const number = Number.parseFloat(seconds);
  return {
    title: title || /（(.*)）|\((.*)\)/.exec(texts.wizard.title)?.slice(1).join('') || 'My short',
    shape: shape.startsWith('2') ? 'horizontal' : 'vertical',
    shots,
    seconds: number > 0 ? number : SECONDS,
  };
}

function toDocument({ title, shape, shots, seconds }: Answers): string {
  const segments = shots.map((prompt, index) => ({
    segment_index: index + 1,
    prompt_text: prompt,
    duration_seconds: seconds,
    resolution: shape,
  }));
  return `${JSON.stringify({ metadata: { project_name: title }, segments }, null, 2)}\n`;
}

/** Never over a file that is there. */
async function writeNew(folder: string, name: string, text: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const file = join(folder, number === 1 ? `${name}.json` : `${name}-${number}.json`);
    try {
      await writeFile(file, text, { flag: 'wx' });
      return file;
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error;
    }
  }
}
