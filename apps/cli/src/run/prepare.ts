import { randomUUID } from 'node:crypto';
import type { Storyboard, StoryboardEstimate } from '@cineflow/contracts';
import { ApiProblem, type Order, orderKey } from '@cineflow/client';
import { CliError, EXIT } from '../exit.ts';
import type { Options } from '../invocation.ts';
import { reportError } from '../report-error.ts';
import type { Session } from '../session.ts';
import { findDocuments, type Found } from './find-documents.ts';
import { readOrders } from './order-log.ts';
import { orderOptions } from './order-options.ts';

/** A document that is to be ordered, or one that was. */
export interface Prepared {
  shown: string;
  order: Order;
  key: string;
  /** What it costs; absent for one that was ordered. */
  estimate?: StoryboardEstimate;
  /** The order of an earlier run. */
  known?: Storyboard;
}

/**
 * Reads the documents and asks for their prices; orders nothing.
 * @throws CliError if the API refuses one, after all refusals were told
 */
export async function prepare(
  session: Session,
  paths: readonly string[],
  options: Options & { folder: string },
): Promise<Prepared[]> {
  const { texts } = session;
  const found = await findDocuments(paths.length > 0 ? paths : ['input'], session);
  if (options.name !== undefined && found.length > 1) throw new CliError(texts.errors.oneName);
  const wanted = orderOptions(session, options);
  const earlier = await readOrders(options.folder, session.apiUrl);
  const prepared: Prepared[] = [];
  const refused: number[] = [];
  for (const one of found) {
    const order = toOrder(one, wanted, texts.errors.zipOptions(one.shown));
    const key = options.force === true ? `force-${randomUUID()}` : await orderKey(order);
    const base = { shown: one.shown, order, key };
    try {
      const known = await readKnown(session, earlier.get(key));
      if (known !== undefined) prepared.push({ ...base, known });
      else prepared.push({ ...base, estimate: await session.client.preview(order) });
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      session.warn(texts.errors.refused(one.shown));
      refused.push(reportError(error, session));
    }
  }
  if (refused.length > 0) {
    throw new CliError(
      texts.errors.nothingOrdered,
      refused.find((code) => code !== EXIT.refused) ?? EXIT.refused,
    );
  }
  return prepared;
}

function toOrder({ document, pictures = [] }: Found, options: Order['options'] = {}, refusal: string): Order {
  const isZip = document.contentType === 'application/zip';
  // The options of a ZIP lie in it.
  if (isZip && Object.keys(options).length > 0) throw new CliError(refusal);
  return { document, pictures, options };
}

async function readKnown({ client }: Session, id: string | undefined): Promise<Storyboard | undefined> {
  if (id === undefined) return undefined;
  try {
    return await client.read(id);
  } catch (error) {
    // Another database, or it was removed: the order goes its usual way.
    if (error instanceof ApiProblem && error.code === 'not-found') return undefined;
    throw error;
  }
}
