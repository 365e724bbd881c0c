import type { FieldError } from '@cineflow/contracts';
import { findExcess } from './check-json-size.ts';
import { explainEncoding, explainSyntax } from './explain-json.ts';
import { findTwice } from './find-twice.ts';

/** A value, or why there is none. */
export type StrictJson =
  | { ok: true; value: unknown }
  | { ok: false; fault: 'malformed-json' | 'invalid-document'; detail: string; errors?: FieldError[] };

/** Texts that may contain a prototype-poisoning key; only then are all keys checked. */
const SUSPECT = /__proto__|constructor|\\u/iu;

const TWICE = 'A field is there twice in one object; nothing was ordered or changed.';
const POISON = 'The body holds the key "__proto__" or "constructor.prototype". Remove it.';

/** Reads a JSON document in UTF-8 as it is, without mending anything. */
export function readStrictJson(body: Buffer): StrictJson {
  const encoding = explainEncoding(body);
  if (encoding !== null) return { ok: false, fault: 'malformed-json', detail: encoding };
  const excess = findExcess(body);
  if (excess !== null) return { ok: false, fault: 'invalid-document', detail: excess };
  // UTF-8, with or without a byte order mark.
  return parseStrictly(new TextDecoder().decode(body));
}

/** Parses a text that is not too large. Fields that are there twice and keys that poison objects are refused. */
export function parseStrictly(text: string): StrictJson {
  let value: unknown;
  try {
    value = JSON.parse(text) as unknown;
  } catch (error) {
    return { ok: false, fault: 'malformed-json', detail: explainSyntax(text, (error as Error).message) };
  }
  if (SUSPECT.test(text) && hasPoison(value)) return { ok: false, fault: 'malformed-json', detail: POISON };
  const errors = findTwice(text);
  return errors.length === 0
    ? { ok: true, value }
    : { ok: false, fault: 'invalid-document', detail: TWICE, errors };
}

/** The two keys that Fastify refuses: copied into another object they would change all objects. */
function hasPoison(root: unknown): boolean {
  const open: unknown[] = [root];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    if (Object.hasOwn(value, '__proto__') || hasPrototype(value)) return true;
    for (const inner of Object.values(value))
      if (typeof inner === 'object' && inner !== null) open.push(inner);
  }
  return false;
}

function hasPrototype(value: object): boolean {
  if (!Object.hasOwn(value, 'constructor')) return false;
  const inner: unknown = value.constructor;
  return typeof inner === 'object' && inner !== null && Object.hasOwn(inner, 'prototype');
}
