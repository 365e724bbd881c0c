import { createHash } from 'node:crypto';
import { createReadStream, openAsBlob } from 'node:fs';
import type { StoryboardOptions } from '@cineflow/contracts';

/** What may be asked of the order; the API has a default for each. */
export type OrderOptions = Partial<StoryboardOptions>;

/** A document with its pictures, as it will be sent. */
export interface Order {
  document: {
    bytes: Uint8Array;
    fileName: string;
    contentType: string;
  };
  /** Pictures by their path relative to the document. */
  pictures?: readonly { path: string; file: string }[];
  options?: OrderOptions;
}

/** Body and headers of an order. */
export interface OrderBody {
  headers: Readonly<Record<string, string>>;
  body: Uint8Array | FormData;
}

/** The document as it is; with options or pictures a form. */
export async function toOrderBody({ document, pictures = [], options = {} }: Order): Promise<OrderBody> {
  const { bytes, fileName, contentType } = document;
  const hasOptions = Object.keys(options).length > 0;
  if (pictures.length === 0 && !hasOptions) {
    const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`;
    return { headers: { 'content-type': contentType, 'content-disposition': disposition }, body: bytes };
  }
  const form = new FormData();
  form.set('storyboard', new File([copyOf(bytes)], fileName, { type: contentType }));
  if (hasOptions) {
    form.set('options', new File([JSON.stringify(options)], 'options.json', { type: 'application/json' }));
  }
  for (const { path, file } of pictures) form.append('picture', await openAsBlob(file), path);
  return { headers: {}, body: form };
}

function copyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

/** The Idempotency-Key of an order: equal for the same document, pictures and options, on any machine. */
export async function orderKey({ document, pictures = [], options = {} }: Order): Promise<string> {
  const hash = createHash('sha256');
  const add = (part: string | Uint8Array): void => {
    hash.update(`${part.length}:`).update(part);
  };
  add('cineflow order 1');
  add(document.contentType);
  add(document.fileName);
  add(document.bytes);
  const byName = ([one]: [string, unknown], [other]: [string, unknown]): number => (one < other ? -1 : 1);
  add(JSON.stringify(Object.entries(options).sort(byName)));
  for (const { path, file } of [...pictures].sort((one, other) => (one.path < other.path ? -1 : 1))) {
    add(path);
    add(await hashFile(file));
  }
  return `order-${hash.digest('hex')}`;
}

/** SHA-256 of a file, in hex. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
  return hash.digest('hex');
}
