import { createInterface } from 'node:readline';

/** Asks at the terminal. Null at the end of the input or on Ctrl-C: neither is an answer. */
export type Ask = (question: string, options?: { isFresh?: boolean }) => Promise<string | null>;

/**
 * Asks one question after the other. Lines that were pasted in one go answer the questions that follow.
 * With `isFresh` only what is typed after the question counts.
 */
export function createAsk(): Ask {
  const pasted: string[] = [];
  return async (question, { isFresh = false } = {}) => {
    if (isFresh) pasted.length = 0;
    const next = pasted.shift();
    if (next !== undefined) {
      process.stdout.write(`${question} ${next}\n`);
      return next;
    }
    const lines = await readLines(question);
    const [answer, ...more] = lines;
    if (answer === undefined) process.stdout.write('\n');
    pasted.push(...more);
    return answer ?? null;
  };
}

/** The first line, and those that came with it. The terminal is itself again between two questions. */
async function readLines(question: string): Promise<string[]> {
  const reader = createInterface({ input: process.stdin, output: process.stdout, prompt: `${question} ` });
  return new Promise((resolve) => {
    const lines: string[] = [];
    reader.on('line', (line) => {
      lines.push(line.trim());
      // The rest of what was pasted is in the same piece of input.
      setImmediate(() => reader.close());
    });
    reader.once('SIGINT', () => reader.close());
    reader.once('close', () => resolve(lines));
    reader.prompt();
  });
}
