import { findUpload, type Uploads } from '../pictures/uploads.ts';
import { fieldOf, isRecord } from './json-value.ts';
import { fail, type Place } from './report.ts';
import type { Given } from './sort-fields.ts';

/**
 * Puts `asset:<sha256>` in place of every picture we hold that a field names by id or path. Reports what is not there.
 * Addresses and everything else stay as they are.
 */
export function resolveUploads(givens: readonly Given[], uploads: Uploads): readonly Given[] {
  if (!givens.some(isPicture)) return givens;
  return givens.map((given) => {
    if (!isPicture(given)) return given;
    const isText = given.isOwn && given.meant === 'image_url';
    // Its reader refuses what is no text.
    if (isText && typeof given.value !== 'string') return given;
    const isSure = isText || uploads.files !== undefined;
    return { ...given, value: resolve(given.value, given.place, { uploads, isSure }) };
  });
}

function isPicture({ reads }: Given): boolean {
  return reads === 'picture' || reads === 'pictures';
}

interface Search {
  uploads: Uploads;
  isSure: boolean;
}

/** Null stands for what was reported. */
function resolve(value: unknown, place: Place, search: Search): unknown {
  if (Array.isArray(value)) return value.map((entry: unknown) => resolveOne(entry, place, search));
  return resolveOne(value, place, search);
}

function resolveOne(value: unknown, place: Place, { uploads, isSure }: Search): unknown {
  const text = isRecord(value) ? (fieldOf(value, 'url') ?? fieldOf(value, 'path')) : value;
  if (typeof text !== 'string') return value;
  const upload = findUpload(text, uploads, isSure);
  if (upload === null) return value;
  return 'code' in upload ? fail(place, { ...upload, value: text }) : upload.url;
}
