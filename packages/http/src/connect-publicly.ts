import { lookup as lookupHost, type LookupAddress } from 'node:dns';
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { awaitConnection } from './await-connection.ts';
import type { Connector } from './create-agent.ts';
import { DownloadError } from './download-error.ts';
import { isPublicAddress } from './is-public-address.ts';

/**
 * Connects to public addresses only. Private DNS answers are dropped, and the address of the connected socket is
 * checked before the first byte.
 * A lookup hook alone is not called for literal addresses.
 */
export function connectPublicly(isSecure: boolean, lookup: LookupFunction = lookupPublicly): Connector {
  return (options, callback, opened) => {
    const host = options.host ?? options.hostname ?? '';
    if (isIP(host) !== 0 && !isPublicAddress(host)) return callback(forbidden(host));
    const raw = connectTcp({ host, port: Number(options.port), lookup });
    opened(raw);
    awaitConnection(raw, (error) => {
      if (error) return callback(error);
      const address = raw.remoteAddress ?? '';
      if (!isPublicAddress(address)) {
        raw.destroy();
        return callback(forbidden(address));
      }
      if (isSecure) startTls(raw, options as ConnectionOptions, callback, opened);
      else callback(null, raw);
    });
  };
}

function startTls(
  raw: Socket,
  options: ConnectionOptions,
  callback: Parameters<Connector>[1],
  opened: (socket: Socket) => void,
): void {
  const secure = connectTls({ ...options, socket: raw });
  opened(secure);
  awaitConnection(secure, callback);
}

const lookupPublicly: LookupFunction = (hostname, options, callback) => {
  lookupHost(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    const open: LookupAddress[] = addresses.filter(({ address }) => isPublicAddress(address));
    const [first] = open;
    if (first === undefined) return callback(forbidden(hostname), []);
    if (options.all) callback(null, open);
    else callback(null, first.address, first.family);
  });
};

function forbidden(host: string): DownloadError {
  return new DownloadError('forbidden', `The clip link leads to a private address (${host})`);
}
