/** Longest path of a file sent with a document, in characters. */
const MAX_PATH_LENGTH = 1_000;

/**
 * A path inside the folder of a document, in one spelling: forward slashes, no leading `./`, NFC. Null for what is no
 * such path: an absolute one, one with `..`, an empty or an unreadable one.
 */
export function normalisePath(path: string): string | null {
  if (path.length > MAX_PATH_LENGTH || !path.isWellFormed() || /\p{Cc}/u.test(path)) return null;
  const slashed = path.trim().normalize('NFC').replaceAll('\\', '/');
  if (slashed.startsWith('/') || /^[a-z]:/iu.test(slashed)) return null;
  const steps = slashed.split('/').filter((step) => step !== '' && step !== '.');
  return steps.length === 0 || steps.includes('..') ? null : steps.join('/');
}
