import { BookError } from '@cineflow/book';

const TIMES = 3;

/** Repeats a step of the book after a lost answer; only for idempotent steps. */
export async function repeatUnknown<Reply>(step: () => Promise<Reply>, times = TIMES): Promise<Reply> {
  try {
    return await step();
  } catch (error) {
    if (times <= 1 || !(error instanceof BookError) || error.kind !== 'unknown') throw error;
    return repeatUnknown(step, times - 1);
  }
}
