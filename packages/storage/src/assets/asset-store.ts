import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { CollectError, ObjectNotFoundError } from '../errors.ts';
import type { ByteRange, ObjectFacts, ObjectStore } from '../objects/object-store.ts';
import { openLazily, type ObjectSettings } from '../objects/open-objects.ts';

/** A cleaned picture, as it is stored and sent. */
export interface StoredPicture {
  bytes: Buffer;
  mediaType: string;
  /** JPEG. */
  thumbnail: Buffer;
}

/** Names a picture: the hash of the bytes that were given, and the type of those that are stored. */
export interface PictureKey {
  sha256: string;
  mediaType: string;
}

/** Pictures people gave us, each once, whoever has it. Errors of the store are CollectErrors. */
export interface AssetStore {
  /** Keeps a picture; one that is there stays as it is. */
  put(sha256: string, picture: StoredPicture): Promise<void>;
  /** Null when it is gone. */
  stat(key: PictureKey): Promise<ObjectFacts | null>;
  /** @throws ObjectNotFoundError when it is gone; RangeError for an empty range */
  read(key: PictureKey, range?: ByteRange): Promise<Readable>;
  /** Null when it is gone. */
  bytes(key: PictureKey): Promise<Buffer | null>;
  /** Null when there is none. */
  thumbnail(sha256: string): Promise<Buffer | null>;
  /** An address anyone may fetch it from; null where there is none. */
  link(key: PictureKey, expiresInSeconds: number): Promise<string | null>;
  remove(key: PictureKey): Promise<void>;
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
};

/** Opens the pictures of the store of the clips. Touches nothing before the first call. */
export function createAssetStore(settings: ObjectSettings): AssetStore {
  const open = openLazily(settings);
  /** Works on the store; its failures say what is wrong with it. */
  const ask = async <Result>(work: (objects: ObjectStore) => Promise<Result>): Promise<Result> => {
    const objects = await open();
    try {
      return await work(objects);
    } catch (error) {
      throw error instanceof ObjectNotFoundError || error instanceof RangeError
        ? error
        : objects.toStorageError(error);
    }
  };
  return {
    put: (sha256, { bytes, mediaType, thumbnail }) =>
      ask(async (objects) => {
        // The thumbnail first: where the picture is, both are.
        if ((await objects.stat(pictureKey({ sha256, mediaType }))) !== null) return;
        if (!(await objects.hasRoom(bytes.length)))
          throw new CollectError('storage-unavailable', 'The store of the clips has no room for a picture.');
        await objects.put(thumbnailKey(sha256), thumbnail);
        await objects.put(pictureKey({ sha256, mediaType }), bytes);
      }),
    stat: (key) => ask((objects) => objects.stat(pictureKey(key))),
    read: (key, range) => ask((objects) => objects.get(pictureKey(key), range)),
    bytes: (key) => ask((objects) => readWhole(objects, pictureKey(key))),
    thumbnail: (sha256) => ask((objects) => readWhole(objects, thumbnailKey(sha256))),
    link: (key, expiresInSeconds) =>
      ask((objects) => objects.link(pictureKey(key), { expiresInSeconds, contentDisposition: 'inline' })),
    remove: (key) =>
      ask(async (objects) => {
        await objects.remove(pictureKey(key));
        await objects.remove(thumbnailKey(key.sha256));
      }),
  };
}

function pictureKey({ sha256, mediaType }: PictureKey): string {
  return `${folderOf(sha256)}/${sha256}.${EXTENSIONS[mediaType] ?? 'bin'}`;
}

function thumbnailKey(sha256: string): string {
  return `${folderOf(sha256)}/${sha256}.thumbnail.jpg`;
}

/** Few enough files per folder for any file system. */
function folderOf(sha256: string): string {
  return `assets/${sha256.slice(0, 2)}`;
}

async function readWhole(objects: ObjectStore, key: string): Promise<Buffer | null> {
  try {
    return await buffer(await objects.get(key));
  } catch (error) {
    if (error instanceof ObjectNotFoundError) return null;
    throw error;
  }
}
