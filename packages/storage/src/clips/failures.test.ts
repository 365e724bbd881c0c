import { describe, expect, test } from 'vitest';
import { CollectError, type CollectErrorKind } from '../errors.ts';
import { toDiskError } from '../objects/disk/disk.ts';
import { mayContinue, toBodyError, toFetchError } from './failures.ts';

const SECRET = 'https://cdn.example/clip.mp4?signature=s3cr3t';
const failure = (facts: object) => Object.assign(new Error(`GET ${SECRET}`), facts);

const PART = { sizeBytes: 10, totalBytes: 20, validator: '"one"' };
const failed = (kind: CollectErrorKind) => new CollectError(kind, 'failed');

describe('sorting failures', () => {
  test.each([401, 403, 404, 410])('status %i is a dead link', (status) => {
    expect(toFetchError(failure({ status })).kind).toBe('link-dead');
  });

  test.each([{ status: 500 }, { status: 429 }, { status: '404' }, { code: 'ECONNRESET' }, {}])(
    '%j is the network',
    (facts) => expect(toFetchError(failure(facts)).kind).toBe('network'),
  );

  test.each(['ECONNRESET', SECRET, `E${SECRET}`, 'ENOSPC'])('code %j shows no address', (code) => {
    const error = failure({ code });
    const sorted = [toFetchError(error), toBodyError(error, 5), toDiskError(error)];
    const messages = sorted.filter((each) => each instanceof CollectError).map(({ message }) => message);
    expect(messages.join(' ')).toContain('The');
    expect(messages.join(' ')).not.toContain('s3cr3t');
  });

  test.each(['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO', 'EROFS', 'EACCES', 'EMFILE'])(
    '%s is an unavailable storage',
    (code) => {
      expect(toDiskError(failure({ code }))).toMatchObject({ kind: 'storage-unavailable' });
    },
  );

  test('faults of the caller stay as they are', () => {
    const fault = new TypeError('sidecar is not a function');
    expect(toDiskError(fault)).toBe(fault);
  });
});

describe('mayContinue', () => {
  test.each<[CollectErrorKind, boolean]>([
    ['cut', true],
    ['slow', true],
    ['network', true],
    ['aborted', true],
    ['wrong-content', false],
    ['too-large', false],
    ['storage-unavailable', false],
  ])('after %s: %s', (kind, expected) => {
    expect(mayContinue(failed(kind), PART, false)).toBe(expected);
  });

  test.each([
    ['without a validator', { sizeBytes: 10, totalBytes: 20 }],
    ['without a byte', { ...PART, sizeBytes: 0 }],
    ['with all bytes', { ...PART, sizeBytes: 20 }],
  ])('never %s', (_, part) => {
    expect(mayContinue(failed('cut'), part, false)).toBe(false);
  });

  test('never without more to send, nor after a fault of ours', () => {
    expect(mayContinue(failed('cut'), PART, true)).toBe(false);
    expect(mayContinue(new Error('ours'), PART, false)).toBe(false);
  });
});
