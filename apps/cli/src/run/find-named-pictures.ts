import { stat } from 'node:fs/promises';
import { isAbsolute, normalize, resolve, sep } from 'node:path';

const EXTENSIONS = 'jpe?g|jfif|png|webp|avif|heic|heif|gif|bmp|tiff?';

/** Names of pictures. */
export const PICTURE = new RegExp(String.raw`\.(?:${EXTENSIONS})$`, 'iu');

/** Whatever ends like a picture, between quotes, commas, bars, tabs or line ends. */
const NAMED = new RegExp(String.raw`[^"'\r\n\t,|，、]+?\.(?:${EXTENSIONS})(?=["'\s,|)\]，、]|$)`, 'giu');

/** Pictures that the text of a document names and that lie in its folder. */
export async function findNamedPictures(
  bytes: Uint8Array,
  folder: string,
): Promise<{ path: string; file: string }[]> {
  const text = new TextDecoder().decode(bytes);
  const names = new Set((text.match(NAMED) ?? []).map(toPath).filter((path) => path !== null));
  const found = await Promise.all(
    [...names].map(async (path) => {
      const file = resolve(folder, path);
      const isThere = await stat(file).then(
        (facts) => facts.isFile(),
        () => false,
      );
      return isThere ? [{ path, file }] : [];
    }),
  );
  return found.flat().sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** A path inside of the folder, with forward slashes; null for addresses and ways out. */
function toPath(name: string): string | null {
  const text = unescape(name.trim());
  if (/^[a-z][\w+.-]*:/iu.test(text)) return null;
  const path = normalize(text.replaceAll('\\', '/')).split(sep).join('/');
  return isAbsolute(path) || path.startsWith('../') ? null : path;
}

function unescape(name: string): string {
  try {
    return JSON.parse(`"${name}"`) as string;
  } catch {
    return name;
  }
}
