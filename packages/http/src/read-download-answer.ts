import { parseContentRange } from './content-range.ts';

/** Position of a body in the file, and the validator to resume it. */
export interface BodyPlace {
  offsetBytes: number;
  totalBytes?: number;
  validator?: string;
}

type Headers = Readonly<Record<string, string>>;
export interface Resumption {
  offsetBytes: number;
  validator?: string | undefined;
}

/** Range headers, only if a validator proves that the rest belongs to the stored part. */
export function toRangeHeaders({ offsetBytes, validator }: Resumption): Record<string, string> {
  if (offsetBytes <= 0 || validator === undefined) return {};
  return { range: `bytes=${offsetBytes}-`, 'if-range': validator };
}

/**
 * Evaluates a 2xx answer to such a request. `null`: the part does not continue ours, so the whole file must be
 * requested.
 */
export function readDownloadAnswer(status: number, headers: Headers, asked: Resumption): BodyPlace | null {
  const validator = validatorOf(headers);
  const proof = validator === undefined ? {} : { validator };
  if (status !== 206) return { offsetBytes: 0, ...proof, ...lengthOf(headers) };
  const range = parseContentRange(headers['content-range']);
  if (range === undefined || range.startBytes !== asked.offsetBytes) return null;
  if (validator !== undefined && asked.validator !== undefined && !agree(headers, asked.validator))
    return null;
  // A part that ends early still reports the total size.
  const total = range.totalBytes === undefined ? {} : { totalBytes: range.totalBytes };
  return { offsetBytes: range.startBytes, ...proof, ...total };
}

/** A strong ETag, else Last-Modified; a weak ETag proves nothing about bytes. */
function validatorOf(headers: Headers): string | undefined {
  const etag = headers['etag'];
  if (etag !== undefined && etag.startsWith('"')) return etag;
  return headers['last-modified'];
}

function agree(headers: Headers, asked: string): boolean {
  return asked.startsWith('"') ? headers['etag'] === asked : headers['last-modified'] === asked;
}

function lengthOf(headers: Headers): { totalBytes?: number } {
  const length = headers['content-length'];
  return length !== undefined && /^\d{1,15}$/.test(length) ? { totalBytes: Number(length) } : {};
}
