const GONE = '[redacted]';

/**
 * Removes secrets from text: the given ones (also URL-encoded), Authorization values, bearer tokens, and userinfo and
 * query of every URL.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  const known = secrets.filter((secret) => secret !== '').toSorted((a, b) => b.length - a.length);
  let clean = text;
  for (const secret of known) {
    for (const form of new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])) {
      clean = clean.replaceAll(form, GONE);
    }
  }
  return clean
    .replaceAll(
      /\b((?:proxy-)?authorization["']?\s*[:=]\s*["']?)(?:(?:bearer|basic|digest)\s+)?[^\s"',;]+/gi,
      `$1${GONE}`,
    )
    .replaceAll(/\b(bearer|basic)\s+(?!\[redacted\])[\w.~+/=-]{8,}/gi, `$1 ${GONE}`)
    .replaceAll(
      /\b([a-z][a-z0-9+.-]{0,20}:\/\/)([^\s"'<>]+)/gi,
      (_, scheme: string, rest: string) => scheme + redactUrl(rest),
    );
}

function redactUrl(afterScheme: string): string {
  const [, path = '', query = '', fragment = ''] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(afterScheme) ?? [];
  // A path may contain another URL with userinfo.
  const hosts = path.split('://').map((part) => {
    const authority = part.split('/', 1)[0] ?? '';
    const at = authority.lastIndexOf('@');
    return at < 0 ? part : GONE + part.slice(at);
  });
  return hosts.join('://') + (query.length > 1 ? `?${GONE}` : query) + fragment;
}
