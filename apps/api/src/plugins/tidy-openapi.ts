import { STATUS_CODES } from 'node:http';

type Json = unknown;
interface OpenApiLike {
  paths?: Record<string, unknown>;
  components?: { schemas?: Record<string, unknown> };
}

const REFERENCE = '#/components/schemas/';

/** Removes unused schemas, bounds of whole numbers and empty descriptions from an OpenAPI document. */
export function tidyOpenApi<Document extends OpenApiLike>(document: Document): Document {
  const tidy = tidyValue(document) as Document;
  const schemas = tidy.components?.schemas ?? {};
  const used = reachable(tidy.paths, schemas);
  const kept = Object.entries(schemas).filter(([name]) => used.has(name));
  const sorted = kept.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { ...tidy, components: { ...tidy.components, schemas: Object.fromEntries(sorted) } };
}

function tidyValue(value: Json, name = ''): Json {
  if (Array.isArray(value)) return value.map((item) => tidyValue(item));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== Number.MIN_SAFE_INTEGER && inner !== Number.MAX_SAFE_INTEGER)
    .map(([key, inner]) => [key, tidyValue(inner, key)]);
  const tidy = Object.fromEntries(entries) as Record<string, Json>;
  if (tidy.description === 'Default Response') tidy.description = STATUS_CODES[name] ?? 'Answer';
  return tidy;
}

function reachable(start: Json, schemas: Record<string, Json>): Set<string> {
  const found = new Set<string>();
  const visit = (value: Json): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key !== '$ref' || typeof inner !== 'string') visit(inner);
      else add(inner.slice(REFERENCE.length));
    }
  };
  const add = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    visit(schemas[name]);
  };
  visit(start);
  return found;
}
