import { nested } from './make-body.ts';
import type { FuzzRequest } from './make-request.ts';

/** As many pieces as fit between head and tail. */
function fill(sizeBytes: number, head: string, piece: string, tail: string): Buffer {
  const count = Math.floor((sizeBytes - head.length - tail.length) / Buffer.byteLength(piece));
  return Buffer.from(head + piece.repeat(count) + tail);
}

const SHOT = '{"segment_index":1,"prompt_text":"x","duration_seconds":10},';
/** A short name that stands for a long id: each prompt grows by it. */
const BIBLE = `{"character_bible":[{"name":"美","id":"@${'a'.repeat(200)}"}],"segments":[`;
const prompt = (text: string) => `{"segment_index":1,"prompt_text":"${text}","duration_seconds":10}`;

/** Bodies that are expensive to read, to check, to build prompts of, or to warn of. */
const KINDS: readonly ((sizeBytes: number) => Buffer)[] = [
  (size) => nested(Math.floor(size / 2)),
  (size) => fill(size, '[', '[],', '[]]'),
  (size) => fill(size, '{"a":', '{"a":', '1'),
  (size) => fill(size, '{"segments":[{"asset":', '{"a":', '1'),
  (size) => fill(size, '{"segments":[', '{},', '{}]}'),
  (size) => fill(size, '{"segments":[', SHOT, '{}]}'),
  (size) => fill(size, BIBLE, `${prompt('美'.repeat(10_000))},`, `${prompt('美')}]}`),
  (size) => fill(size, '{"options":{"takes":20000},"storyboard":{"segments":[', SHOT, '{}]}}'),
  (size) => fill(size, '{"segments":[{"segment_index":1,"prompt_text":"', '雨', '"}]}'),
  (size) => fill(size, '{"segments":[{"segment_index":1,"prompt_text":"', String.raw`\ud800`, '"}]}'),
  (size) => fill(size, '{"segments":[{"segment_index":1,"image_url":"data:image/png;base64,', 'AAAA', '"}]}'),
  (size) => fill(size, '"', String.raw`\u0000`, '"'),
  (size) => fill(size, '[', '1e308,', '1]'),
  (size) => fill(size, '{"a":', '1', '}'),
  (size) => fill(size, '{', '"__proto__":1,', '"a":1}'),
  (size) => fill(size, '{', '"segments":[],', '"a":1}'),
  (size) => fill(size, '{"', 'k', '":1}'),
  (size) => {
    const fields = Array.from({ length: Math.floor(size / 18) }, (_, at) => `"wish_${at}":1`);
    return Buffer.from(`{"segments":[{${fields.join(',')}}]}`);
  },
  (size) => fill(size, '', ' ', '{}'),
  (size) => Buffer.alloc(size, 0xff),
];

/** Ways to send a body: with and without a length, after `100-continue`, and with an unknown expectation. */
const WAYS: readonly ((body: Buffer) => Record<string, string>)[] = [
  (body) => ({ 'content-length': String(body.length) }),
  () => ({ 'transfer-encoding': 'chunked' }),
  (body) => ({ 'content-length': String(body.length), expect: '100-continue' }),
  (body) => ({ 'content-length': String(body.length), expect: 'tea' }),
];

/** A request with a large hostile body; kinds and ways alternate. */
export function makeHostile(turn: number, sizeBytes: number): FuzzRequest {
  const round = Math.floor(turn / KINDS.length);
  const make = KINDS[turn % KINDS.length];
  const wayOf = WAYS[(turn + round) % WAYS.length];
  if (make === undefined || wayOf === undefined) throw new RangeError(`turn ${turn}`);
  const body = make(sizeBytes);
  const headers = { 'content-type': 'application/json', ...wayOf(body) };
  return { method: 'POST', path: '/v1/storyboards?dryRun=true', headers, body };
}
