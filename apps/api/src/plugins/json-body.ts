import type { App } from '../app-type.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { checkJsonSize } from './json-size.ts';
import { explainEncoding, explainSyntax } from './json-slips.ts';
import { findTwice } from './json-twice.ts';

/** Texts that may contain a prototype-poisoning key; only then are all keys checked. */
const SUSPECT = /__proto__|constructor|\\u/iu;

const TWICE = 'A field is there twice in one object; nothing was ordered or changed.';

/**
 * Reads JSON bodies more strictly and with better errors than Fastify. A wrong encoding would be ordered as garbage.
 * A syntax error is reported with its line, a repeated field with its place.
 * Depth and number of values are limited before parsing, and the text is parsed once.
 */
export function addJsonBody(app: App): void {
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, readJson(body as Buffer));
    } catch (error) {
      done(error as Error, undefined);
    }
  });
}

/** Reads a JSON document strictly. @throws ProblemError */
export function readJson(body: Buffer): unknown {
  const encoding = explainEncoding(body);
  if (encoding !== null) throw new ProblemError('malformed-json', { detail: encoding });
  checkJsonSize(body);
  // UTF-8, with or without a byte order mark.
  const text = new TextDecoder().decode(body);
  const value = parse(text);
  if (SUSPECT.test(text)) checkKeys(value);
  const errors = findTwice(text);
  if (errors.length > 0) throw new ProblemError('invalid-document', { detail: TWICE, errors });
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new ProblemError('malformed-json', { detail: explainSyntax(text, (error as Error).message) });
  }
}

/** The two keys that Fastify refuses: copied into another object they would change all objects. */
function checkKeys(root: unknown): void {
  const open: unknown[] = [root];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    if (Object.hasOwn(value, '__proto__') || hasPrototype(value)) {
      const detail = 'The body holds the key "__proto__" or "constructor.prototype". Remove it.';
      throw new ProblemError('malformed-json', { detail });
    }
    for (const inner of Object.values(value))
      if (typeof inner === 'object' && inner !== null) open.push(inner);
  }
}

function hasPrototype(value: object): boolean {
  if (!Object.hasOwn(value, 'constructor')) return false;
  const inner: unknown = value.constructor;
  return typeof inner === 'object' && inner !== null && Object.hasOwn(inner, 'prototype');
}
