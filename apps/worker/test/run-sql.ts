import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { PrivatePostgres } from '@cineflow/testkit';

/** A psql session; its transaction stays open until the end. */
export interface Ran extends AsyncDisposable {
  /** Output without headings. */
  readonly answer: string;
  end(): Promise<void>;
}

const DONE = 'done-with-that';

/** Runs SQL with psql. @throws Error with its output if a statement fails */
export async function runSql({ programs, url }: PrivatePostgres, text: string): Promise<Ran> {
  const args = ['-X', '-A', '-t', '-q', '-v', 'ON_ERROR_STOP=1', '-d', url];
  const child = spawn(`${programs}/psql`, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  let [said, complained] = ['', ''];
  child.stderr.setEncoding('utf8').on('data', (more: string) => (complained += more));
  child.stdin.write(`${text};\n\\echo ${DONE}\n`);
  for await (const more of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    said += String(more);
    if (said.includes(DONE)) break;
  }
  if (!said.includes(DONE)) throw new Error(complained);
  const end = async (): Promise<void> => {
    child.stdin.end();
    await ended;
  };
  return { answer: said.slice(0, said.indexOf(DONE)).trim(), end, [Symbol.asyncDispose]: end };
}
