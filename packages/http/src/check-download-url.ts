import { isIP } from 'node:net';
import { DownloadError } from './download-error.ts';
import { isPublicAddress } from './is-public-address.ts';
import { portOf } from './port-of.ts';

/** Trust in the origins of a download; an origin is `scheme://host[:port]`. */
export interface OriginTrust {
  /** Origins allowed on a private address, by host and port, such as a provider in the local network. */
  allowedPrivateOrigins?: readonly string[] | undefined;
  /** Origins that receive the request's `headers`; all others receive none. */
  trustedOrigins?: readonly string[] | undefined;
}

/**
 * Parses a foreign URL: http or https, no userinfo, no private address or local name. @throws DownloadError
 * `forbidden`
 */
export function checkDownloadUrl(text: string, trust: OriginTrust, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  if (url === null) throw new DownloadError('forbidden', 'The clip link is no URL');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new DownloadError('forbidden', `A clip link of scheme ${url.protocol} is not followed`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new DownloadError('forbidden', 'A clip link with a user name is not followed');
  }
  if (!isPrivateAllowed(url, trust) && isLocalHost(url.hostname)) {
    throw new DownloadError('forbidden', `The clip link leads to the private host ${url.hostname}`);
  }
  return url;
}

/** True if this host and port may be private; other ports are other services. */
export function isPrivateAllowed(url: URL, trust: OriginTrust): boolean {
  return (trust.allowedPrivateOrigins ?? []).some((origin) => {
    const allowed = URL.parse(origin);
    return allowed?.hostname === url.hostname && portOf(allowed) === portOf(url);
  });
}

/** True if this origin may receive the request's headers. */
export function isTrusted(url: URL, trust: OriginTrust): boolean {
  return (trust.trustedOrigins ?? []).some((origin) => URL.parse(origin)?.origin === url.origin);
}

function isLocalHost(hostname: string): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  if (isIP(host) !== 0) return !isPublicAddress(host);
  return host === '' || host === 'localhost' || host.endsWith('.localhost') || host.length > 253;
}
