import { pictureIdentity } from './picture-identity.ts';
import { warn, type Place } from './report.ts';

/** The first address of each picture of a document, by its identity. */
export type Pictures = Map<string, string>;

/**
 * Use one address per picture in a storyboard, however it was signed. Otherwise equal shots get different
 * fingerprints.
 */
export function useFirst(url: string, place: Place, pictures: Pictures): string {
  const identity = pictureIdentity(url);
  const first = pictures.get(identity);
  if (first === undefined) pictures.set(identity, url);
  if (first === undefined || first === url) return url;
  const detail = 'an earlier shot has the same picture with another signature; its address is used';
  warn(place, { code: 'image-url-cleaned', detail, asked: url, used: first });
  return first;
}
