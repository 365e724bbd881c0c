import type { Book } from '@cineflow/book';
import { parseSettings } from '@cineflow/settings';
import type { AssetStore } from '@cineflow/storage';
import { describe, expect, test } from 'vitest';
import { createPictures, PictureGoneError } from './pictures.ts';

const SHA = 'a'.repeat(64);
const PUBLIC = { origins: ['https://api.example.com'] };
const LOCAL = { origins: ['http://127.0.0.1:9000'] };
const PUBLIC_URL = { CINEFLOW_PUBLIC_URL: 'https://c.example.com' };
const S3 = { CINEFLOW_STORAGE: 's3', S3_BUCKET: 'clips' };

/** One kept PNG; the store gives links where it is a bucket. */
function open(env: Record<string, string>, known: { mediaType: string; sizeBytes: number } | null = PNG) {
  const settings = parseSettings({ SORA_API_KEY: 'k', ...env });
  let secret: string | undefined;
  const book = {
    assets: { facts: async () => known },
    identity: { secret: async ({ value }: { value: string }) => (secret ??= value) },
  } as unknown as Pick<Book, 'assets' | 'identity'>;
  const assets = {
    bytes: async () => Buffer.from('png'),
    link: async () => (settings.storage.s3 ? 'https://s3.example.com/a.png?signed' : null),
  } as unknown as AssetStore;
  return createPictures({ settings, book, assets });
}

const PNG = { mediaType: 'image/png', sizeBytes: 3 };

describe('the way to a provider', () => {
  test.each([
    ['nothing works', {}, PUBLIC, null],
    ['inside the create', {}, { ...PUBLIC, takesDataUris: true }, 'data'],
    ['by the public address', PUBLIC_URL, PUBLIC, 'route'],
    ['inside the create of bytes', PUBLIC_URL, { ...PUBLIC, sendsBytes: true }, 'data'],
    ['a private address for a public provider', { CINEFLOW_PUBLIC_URL: 'http://10.0.0.1' }, PUBLIC, null],
    ['a private address for a local provider', { CINEFLOW_PUBLIC_URL: 'http://10.0.0.1' }, LOCAL, 'route'],
    ['by the object store', { ...S3, S3_ENDPOINT: 'https://s3.example.com' }, PUBLIC, 'presigned'],
    ['by AWS', S3, PUBLIC, 'presigned'],
    ['a private object store', { ...S3, S3_ENDPOINT: 'http://minio:9000' }, PUBLIC, null],
  ])('%s', (_, env, provider, way) => {
    expect(open(env as Record<string, string>).wayTo(provider)).toBe(way);
  });
});

describe('what is sent', () => {
  test('a data URI', async () => {
    const provider = { ...PUBLIC, takesDataUris: true };
    expect(await open({}).addressFor(provider, SHA)).toBe(
      `data:image/png;base64,${Buffer.from('png').toString('base64')}`,
    );
  });

  test('a link of the object store', async () => {
    expect(await open(S3).addressFor(PUBLIC, SHA)).toBe('https://s3.example.com/a.png?signed');
  });

  test('an error for a picture that is gone', async () => {
    await expect(open({}, null).addressFor(PUBLIC, SHA)).rejects.toThrow(PictureGoneError);
  });
});

describe('a signed link', () => {
  const parse = (link: string) => {
    const { pathname, searchParams: query } = new URL(link);
    return {
      sha256: pathname.split('/').at(-1) ?? '',
      query: { exp: Number(query.get('exp')), kid: query.get('kid') ?? '', sig: query.get('sig') ?? '' },
    };
  };
  const env = { CINEFLOW_PUBLIC_URL: 'https://c.example.com/', CINEFLOW_MEDIA_SECRET: 'secret one' };

  test('is valid for its picture and time only', async () => {
    const pictures = open(env);
    const link = await pictures.addressFor(PUBLIC, SHA);
    expect(link).toMatch(/^https:\/\/c\.example\.com\/media\/a{64}\?exp=\d+&kid=/);
    expect(link).not.toContain('secret');
    const { sha256, query } = parse(link);
    expect(query.exp * 1000 - Date.now()).toBeGreaterThan(24 * 3600 * 1000);
    expect(await pictures.isSigned(sha256, query)).toBe(true);
    expect(await pictures.isSigned('b'.repeat(64), query)).toBe(false);
    expect(await pictures.isSigned(sha256, { ...query, exp: query.exp + 1 })).toBe(false);
    expect(await pictures.isSigned(sha256, { ...query, sig: '' })).toBe(false);
    expect(await pictures.isSigned(sha256, { ...query, kid: 'other' })).toBe(false);
  });

  test('ends when the secret changes', async () => {
    const { sha256, query } = parse(await open(env).addressFor(PUBLIC, SHA));
    const changed = open({ ...env, CINEFLOW_MEDIA_SECRET: 'secret two' });
    expect(await changed.isSigned(sha256, query)).toBe(false);
  });

  test('is signed by the secret of the book', async () => {
    const pictures = open({ CINEFLOW_PUBLIC_URL: 'https://c.example.com' });
    const { sha256, query } = parse(await pictures.addressFor(PUBLIC, SHA));
    expect(await pictures.isSigned(sha256, query)).toBe(true);
  });
});
