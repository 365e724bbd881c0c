import { expect, test } from 'vitest';
import { classifyBodyFailure, classifyDiskFailure, classifyFetchFailure } from './classify-failure.ts';
import { CollectError } from './collect-error.ts';

const SECRET = 'https://cdn.example/film.mp4?signature=s3cr3t';
const failure = (facts: object) => Object.assign(new Error(`GET ${SECRET}`), facts);

test.each([401, 403, 404, 410])('status %i means a dead link', (status) => {
  expect(classifyFetchFailure(failure({ status })).kind).toBe('link-dead');
});

test.each([{ status: 500 }, { status: 429 }, { status: '404' }, { code: 'ECONNRESET' }, {}])(
  '%j means the network',
  (facts) => expect(classifyFetchFailure(failure(facts)).kind).toBe('network'),
);

test.each(['ECONNRESET', SECRET, `E${SECRET}`, 'ENOSPC'])(
  'a failure with code %j shows no address',
  (code) => {
    const error = failure({ code });
    const sorted = [classifyFetchFailure(error), classifyBodyFailure(error, 5), classifyDiskFailure(error)];
    const messages = sorted.filter((each) => each instanceof CollectError).map(({ message }) => message);
    expect(messages.join(' ')).toContain('The');
    expect(messages.join(' ')).not.toContain('s3cr3t');
  },
);

test.each(['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO', 'EROFS', 'EACCES', 'EMFILE'])('%s pauses collects', (code) => {
  expect(classifyDiskFailure(failure({ code }))).toMatchObject({ kind: 'storage-unavailable' });
});

test('faults of the caller stay what they are', () => {
  const fault = new TypeError('sidecar is not a function');
  expect(classifyDiskFailure(fault)).toBe(fault);
});
