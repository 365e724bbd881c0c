import { cleanImageUrl } from './clean-image-url.ts';
import { cutText } from './echo-value.ts';
import { isAbsent, kindOf } from './json-value.ts';
import { isPrivateHost } from './private-host.ts';
import { isAsset, isNoPicture } from './read-value.ts';
import { fail, warn, type Place } from './report.ts';

const MAX_URL_LENGTH = 8_000;
const PUBLISH =
  'Upload it with POST /v1/assets and write its asset: id, or send it with the document; or put it where the whole ' +
  'internet can fetch it, and write that address.';
const FIX =
  'Write its http(s) address, its asset: id, or the path of a file sent with the document; null for no image.';

/**
 * The address of the reference image, or null for none. Surrounding characters are removed with a warning. An address
 * the provider cannot fetch, such as a local path, is an error: it would change the clip.
 */
export function readImageUrl(value: unknown, place: Place): string | null {
  if (isAbsent(value)) return null;
  if (typeof value !== 'string') {
    const detail = `image_url must be text, found ${kindOf(value)}`;
    return fail(place, { code: 'not-a-string', detail, value, fix: FIX });
  }
  if (isNoPicture(value)) return null;
  if (isAsset(value)) return value;
  const url = value.length > 2 * MAX_URL_LENGTH ? null : cleanImageUrl(value);
  if (url === null || url.length > MAX_URL_LENGTH) {
    const tooLong = value.length > MAX_URL_LENGTH;
    const detail = tooLong
      ? `an address may have ${MAX_URL_LENGTH} characters`
      : 'this is no http(s) address';
    return fail(place, { code: 'image-url-unusable', detail, value, fix: FIX });
  }
  const host = URL.parse(url)?.hostname ?? '';
  if (isPrivateHost(host)) {
    const detail = `no provider can fetch a picture from ${cutText(host, 100)}: the address is private`;
    return fail(place, { code: 'image-url-private', detail, value, fix: PUBLISH });
  }
  if (url !== value) {
    const detail = 'spaces, quotes or brackets around the address were removed';
    warn(place, { code: 'image-url-cleaned', detail, asked: value, used: url });
  }
  return url;
}
