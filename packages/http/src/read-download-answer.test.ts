import { expect, test } from 'vitest';
import { parseContentRange } from './content-range.ts';
import { readDownloadAnswer, toRangeHeaders } from './read-download-answer.ts';

test.for([
  ['bytes 10-99/100', { startBytes: 10, endBytes: 99, totalBytes: 100 }],
  ['bytes 10-99/*', { startBytes: 10, endBytes: 99 }],
  ['bytes 10-99/99', undefined],
  ['bytes 99-10/100', undefined],
  ['bytes */100', undefined],
  ['bytes 0-1/99999999999999999999999', undefined],
  ['items 0-1/2', undefined],
  [undefined, undefined],
] as const)('Content-Range %s', ([header, range]) => {
  expect(parseContentRange(header)).toEqual(range);
});

test('requests a range only with a strong validator', () => {
  expect(toRangeHeaders({ offsetBytes: 5, validator: '"a"' })).toEqual({
    range: 'bytes=5-',
    'if-range': '"a"',
  });
  expect(toRangeHeaders({ offsetBytes: 5 })).toEqual({});
  expect(toRangeHeaders({ offsetBytes: 0, validator: '"a"' })).toEqual({});
});

const asked = { offsetBytes: 10, validator: '"a"' };

test.for([
  [
    'the part asked for',
    206,
    { 'content-range': 'bytes 10-99/100', etag: '"a"' },
    { offsetBytes: 10, totalBytes: 100, validator: '"a"' },
  ],
  ['a part of unknown total', 206, { 'content-range': 'bytes 10-99/*' }, { offsetBytes: 10 }],
  ['a part of another place', 206, { 'content-range': 'bytes 0-99/100', etag: '"a"' }, null],
  ['a part of another clip', 206, { 'content-range': 'bytes 10-99/100', etag: '"b"' }, null],
  ['a part without Content-Range', 206, {}, null],
  [
    'the whole clip',
    200,
    { 'content-length': '100', etag: '"b"' },
    { offsetBytes: 0, totalBytes: 100, validator: '"b"' },
  ],
  ['a weak ETag', 200, { etag: 'W/"a"' }, { offsetBytes: 0 }],
  ['a date', 200, { etag: 'W/"a"', 'last-modified': 'd' }, { offsetBytes: 0, validator: 'd' }],
  ['a length no clip has', 200, { 'content-length': '9'.repeat(19) }, { offsetBytes: 0 }],
  ['a length that is none', 200, { 'content-length': '-1' }, { offsetBytes: 0 }],
] as const)('%s', ([, status, headers, place]) => {
  expect(readDownloadAnswer(status, headers as Record<string, string>, asked)).toEqual(place);
});
