const MASK = '[secret]';
/** A shorter value looks like ordinary text. */
const SHORTEST_SECRET = 4;
const JSON_STRING = /"(?:[^"\\]|\\.)*"/g;
const SECRET_NAMES =
  'api[-_]?key|x-api-key|authorization|proxy-authorization|password|passphrase|secret|secrets|token|access[-_]?token|refresh[-_]?token|cookie|set-cookie|CREDENTIALS?';
const SECRET_MEMBER = new RegExp(
  `("(?:${SECRET_NAMES})":)(?:"(?:[^"\\\\]|\\\\.)*"|\\[[^\\]]*\\]|[\\d.eE+-]+)`,
  'gi',
);
const USER_INFO = /\b([a-z][a-z\d+.-]*:\/\/)[^\s"'\\/?#]*@/gi;
const ADDRESS_QUERY = /\b((?:https?|wss?|rediss?|s3):\/\/[^\s"'\\<>?#]*)\?[^\s"'\\<>#]*/gi;
const SECRET_PARAMETER = /([?&](?:api_?key|key|token|access_token|signature|sig|password)=)[^&"\s\\#]*/gi;
const CREDENTIALS = /\b(Bearer|Basic)\s+[\w.~+/=-]{4,}/gi;

/**
 * Redacts one line of JSON and leaves it valid. Hides secret values in any encoding, members with secret names,
 * credentials, and user and query of addresses.
 */
export function createScrubber(secrets: readonly string[]): (line: string) => string {
  const spellings = secrets.filter((secret) => secret.length >= SHORTEST_SECRET).flatMap(spellingsOf);
  // Longest first: one secret may be the beginning of another.
  const values = [...new Set(spellings)].toSorted((one, other) => other.length - one.length);
  const hideValues = (text: string): string =>
    values.reduce((hidden, value) => hidden.replaceAll(value, MASK), text);
  return (line) => {
    const hidden = values.some((value) => line.includes(value))
      ? line.replaceAll(JSON_STRING, hideValues)
      : line;
    return hidden
      .replaceAll(SECRET_MEMBER, `$1"${MASK}"`)
      .replaceAll(USER_INFO, `$1${MASK}@`)
      .replaceAll(ADDRESS_QUERY, '$1?[query]')
      .replaceAll(SECRET_PARAMETER, `$1${MASK}`)
      .replaceAll(CREDENTIALS, `$1 ${MASK}`);
  };
}

/** Spellings in a JSON string, in a nested one, in an address and in base64. */
function spellingsOf(secret: string): string[] {
  const escaped = JSON.stringify(secret).slice(1, -1);
  const twice = JSON.stringify(escaped).slice(1, -1);
  const base64 = Buffer.from(secret).toString('base64');
  return [escaped, twice, encodeURIComponent(secret), base64, base64.replace(/=+$/, '')];
}
