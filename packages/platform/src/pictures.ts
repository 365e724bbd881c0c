import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Book } from '@cineflow/book';
import { isPrivateHost } from '@cineflow/core';
import type { Provider } from '@cineflow/providers';
import type { Settings } from '@cineflow/settings';
import type { AssetStore } from '@cineflow/storage';

/** Begins the address of a picture that we keep; its SHA-256 follows. */
export const ASSET_SCHEME = 'asset:';

/** Longer than a take may wait at a provider. */
const LINK_SECONDS = 48 * 3600;

/**
 * How a provider gets a picture that we keep. presigned: a link of the object store · route: a signed link of the API
 * · data: inside the create.
 */
export type PictureWay = 'presigned' | 'route' | 'data';

/** The part of a provider that decides it. */
type Fetcher = Pick<Provider, 'origins' | 'takesDataUris' | 'sendsBytes'>;

/** Query of a signed link. */
export interface SignedQuery {
  /** When it ends, s since 1970. */
  exp: number;
  /** Names the secret that signed it. */
  kid: string;
  sig: string;
}

/** Pictures we keep, as providers get them. */
export interface Pictures {
  /** Null: nothing works with these settings. */
  wayTo(provider: Fetcher): PictureWay | null;
  /**
   * What to send instead of `asset:…`.
   * @throws PictureGoneError; BookError; CollectError of the store
   */
  addressFor(provider: Fetcher, sha256: string): Promise<string>;
  /** Whether a link is ours and has not ended. */
  isSigned(sha256: string, query: SignedQuery): Promise<boolean>;
}

/** The picture was removed, or its file is lost. */
export class PictureGoneError extends Error {
  override readonly name = 'PictureGoneError';
}

/** Opens the pictures of an installation; asks nothing before the first call. */
export function createPictures(parts: {
  settings: Settings;
  book: Pick<Book, 'assets' | 'identity'>;
  assets: AssetStore;
}): Pictures {
  const { settings, book, assets } = parts;
  const { publicUrl, secret } = settings.pictures;
  let kept: Promise<string> | undefined;
  const signer = (): Promise<string> => {
    if (secret !== undefined) return Promise.resolve(secret.reveal());
    kept ??= book.identity.secret({ name: 'media_secret', value: randomBytes(32).toString('base64url') });
    kept.catch(() => (kept = undefined));
    return kept;
  };
  const wayTo = (provider: Fetcher): PictureWay | null => {
    if (provider.sendsBytes === true) return 'data';
    const { s3 } = settings.storage;
    const endpoint = s3?.publicEndpoint ?? s3?.endpoint;
    // Without an address the store is that of AWS.
    if (s3 !== undefined && (endpoint === undefined || isReachable(endpoint, provider))) return 'presigned';
    if (publicUrl !== undefined && isReachable(publicUrl, provider)) return 'route';
    return provider.takesDataUris === true ? 'data' : null;
  };
  return {
    wayTo,
    addressFor: async (provider, sha256) => {
      const facts = await book.assets.facts({ sha256 });
      if (facts === null) throw new PictureGoneError(`the picture ${ASSET_SCHEME}${sha256} was removed`);
      const key = { sha256, mediaType: facts.mediaType };
      const way = wayTo(provider);
      if (way === 'presigned') {
        const link = await assets.link(key, LINK_SECONDS);
        if (link !== null) return link;
      }
      if (way === 'route') return `${publicUrl}/media/${sha256}?${signedQuery(await signer(), sha256)}`;
      const bytes = await assets.bytes(key);
      if (bytes === null)
        throw new PictureGoneError(`the file of the picture ${ASSET_SCHEME}${sha256} is lost`);
      return `data:${facts.mediaType};base64,${bytes.toString('base64')}`;
    },
    isSigned: async (sha256, { exp, kid, sig }) => {
      const key = await signer();
      const wanted = Buffer.from(sign(key, sha256, exp));
      const given = Buffer.from(sig);
      const isOurs = kid === idOf(key) && given.length === wanted.length && timingSafeEqual(given, wanted);
      return isOurs && exp * 1000 > Date.now();
    },
  };
}

/** A private address is reachable only for a provider on one. */
function isReachable(url: string, { origins }: Fetcher): boolean {
  const isPrivate = (address: string): boolean => isPrivateHost(URL.parse(address)?.hostname ?? '');
  return !isPrivate(url) || (origins.length > 0 && origins.every(isPrivate));
}

function signedQuery(key: string, sha256: string): string {
  const exp = Math.ceil(Date.now() / 1000) + LINK_SECONDS;
  return new URLSearchParams({ exp: String(exp), kid: idOf(key), sig: sign(key, sha256, exp) }).toString();
}

function sign(key: string, sha256: string, exp: number): string {
  return createHmac('sha256', key).update(`${sha256}\n${exp}`).digest('base64url');
}

function idOf(key: string): string {
  return createHash('sha256').update(`id of ${key}`).digest('base64url').slice(0, 8);
}
