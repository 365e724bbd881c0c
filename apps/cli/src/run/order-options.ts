import type { OrderOptions } from '@cineflow/client';
import { CliError } from '../exit.ts';
import type { Options } from '../invocation.ts';
import type { Session } from '../session.ts';

const TAKES_MAX = 20;

/** What the command line, or the variables of the original, say about an order. */
export function orderOptions(session: Session, options: Options): OrderOptions {
  const { provider, model, name, budget, force, strict } = options;
  const takes = options.takes ?? countOf(session);
  return {
    ...(takes === undefined ? {} : { takes }),
    ...(provider === undefined ? {} : { provider }),
    ...(model === undefined ? {} : { model }),
    ...(name === undefined ? {} : { name }),
    ...(budget === undefined ? {} : { budgetCents: Math.round(budget * 100) }),
    ...(force === true ? { force } : {}),
    ...(strict === true ? { durationPolicy: 'strict' as const } : {}),
  };
}

function countOf({ env, texts, print }: Session): number | undefined {
  const text = env['GEN_COUNT_PER_SEGMENT']?.trim();
  if (!text) return undefined;
  const takes = Number(text);
  if (!Number.isInteger(takes) || takes < 1 || takes > TAKES_MAX) {
    throw new CliError(texts.errors.genCount(text));
  }
  print(texts.notes.genCount(takes));
  return takes;
}
