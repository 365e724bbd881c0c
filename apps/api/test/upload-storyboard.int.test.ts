import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { Problem, StoryboardAccepted, TakeWithTimeline } from '@cineflow/contracts';
import { makePng } from '@cineflow/testkit';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { ZipFile } from 'yazl';
import { startTestApp, type TestApp } from './start-test-app.ts';

let api: TestApp;
beforeAll(async () => {
  api = await startTestApp(inject('redisUrl'), { CINEFLOW_PUBLIC_URL: 'http://127.0.0.1:9999' });
});
afterAll(() => api[Symbol.asyncDispose]());

const MEI = makePng({ width: 30, height: 40 }, [200, 10, 10]);
const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

type File = readonly [path: string, bytes: Buffer | string];

function documentOf(picture: string): string {
  return JSON.stringify({ segments: [{ segment_index: 1, prompt_text: '小美走进来', image_url: picture }] });
}

/** A form as browsers and curl send it. */
function form(...files: readonly (readonly [name: string, fileName: string, bytes: Buffer | string])[]) {
  const boundary = 'a-boundary-of-a-test';
  const parts = files.map(([name, fileName, bytes]) => {
    const file = fileName === '' ? '' : `; filename="${fileName}"`;
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${file}\r\n\r\n`;
    return Buffer.concat([Buffer.from(head), Buffer.from(bytes), Buffer.from('\r\n')]);
  });
  const payload = Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
  return { payload, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } };
}

async function zip(...files: readonly File[]) {
  const archive = new ZipFile();
  for (const [path, bytes] of files) archive.addBuffer(Buffer.from(bytes), path);
  archive.end();
  return { payload: await buffer(archive.outputStream), headers: { 'content-type': 'application/zip' } };
}

const cut = ({ payload, headers }: ReturnType<typeof form>, bytes: number) => ({
  payload: payload.subarray(0, payload.length - bytes),
  headers,
});

/** A ZIP whose members declare an unsupported compression method. */
function repacked(body: Awaited<ReturnType<typeof zip>>) {
  for (const [head, offset] of [
    ['PK\x03\x04', 8],
    ['PK\x01\x02', 10],
  ] as const) {
    for (let at = body.payload.indexOf(head); at >= 0; at = body.payload.indexOf(head, at + 4))
      body.payload.writeUInt16LE(99, at + offset);
  }
  return body;
}

/** A ZIP whose picture is a symbolic link. */
async function linked(json: string) {
  const archive = new ZipFile();
  archive.addBuffer(Buffer.from(json), 'storyboard.json');
  archive.addBuffer(Buffer.from('/etc/passwd'), 'a.png', { mode: 0o120777 });
  archive.end();
  return { payload: await buffer(archive.outputStream), headers: { 'content-type': 'application/zip' } };
}

const post = (body: { payload: Buffer; headers: Record<string, string> }) =>
  api.app.inject({ method: 'POST', url: '/v1/storyboards', ...body });

async function firstTake({ id }: StoryboardAccepted): Promise<TakeWithTimeline & { inputs: unknown }> {
  await api.context.background.settled();
  const take = await api.context.book.takes.read({ takeId: `${id}-1-1` });
  return { inputs: take?.request.inputs } as TakeWithTimeline & { inputs: unknown };
}

const FRAME = [{ role: 'first-frame', url: `asset:${sha(MEI)}`, sha256: sha(MEI) }];

describe('a storyboard with its pictures', () => {
  test('comes as a form', async () => {
    const answer = await post(
      form(['storyboard', '', documentOf('refs/小美.png')], ['picture', 'refs/小美.png', MEI]),
    );
    expect(answer.statusCode).toBe(202);
    expect((await firstTake(answer.json())).inputs).toEqual(FRAME);
  });

  test('comes as a ZIP of its folder', async () => {
    const answer = await post(
      await zip(
        ['第一集/storyboard.json', documentOf('./refs/mei.png')],
        ['第一集/options.json', '{"name": "zipped"}'],
        ['第一集/refs/mei.png', MEI],
        ['__MACOSX/._mei.png', 'x'],
        ['第一集/notes.txt', 'no picture'],
      ),
    );
    expect(answer.statusCode).toBe(202);
    const accepted = answer.json<StoryboardAccepted>();
    expect(accepted.name).toBe('zipped');
    expect(accepted.warnings.map(({ code }) => code)).toContain('file-ignored');
    expect((await firstTake(accepted)).inputs).toEqual(FRAME);
  });

  test('comes as a ZIP of Chinese Windows, its pictures without extension', async () => {
    const body = await zip(['storyboard.json', documentOf('小美')], ['AAAA', MEI]);
    const { payload } = body;
    const gbk = Buffer.from([0xd0, 0xa1, 0xc3, 0xc0]);
    for (let at = payload.indexOf('AAAA'); at >= 0; at = payload.indexOf('AAAA', at)) gbk.copy(payload, at);
    // Bit 11 of each header says UTF-8.
    for (const [head, offset] of [
      ['PK\x03\x04', 7],
      ['PK\x01\x02', 9],
    ] as const) {
      for (let at = payload.indexOf(head); at >= 0; at = payload.indexOf(head, at + 4)) {
        payload.writeUInt8(payload.readUInt8(at + offset) & ~0x08, at + offset);
      }
    }
    const answer = await post(body);
    expect(answer.statusCode).toBe(202);
    expect((await firstTake(answer.json())).inputs).toEqual(FRAME);
  });

  test('comes with data URIs', async () => {
    const uri = `data:image/png;base64,${MEI.toString('base64')}`;
    const answer = await api.app.inject({
      method: 'POST',
      url: '/v1/storyboards',
      payload: JSON.parse(documentOf(uri)) as object,
    });
    expect(answer.statusCode).toBe(202);
    expect((await firstTake(answer.json())).inputs).toEqual(FRAME);
    const row = await api.context.book.assets.find({ owner: '', sha256s: [sha(MEI)] });
    expect(row).toMatchObject([{ isUsed: true }]);
  });

  test('is found again under its Idempotency-Key', async () => {
    const body = form(['storyboard', '', documentOf('a.png')], ['picture', 'a.png', MEI]);
    const keyed = { ...body, headers: { ...body.headers, 'idempotency-key': 'with pictures' } };
    const first = (await post(keyed)).json<StoryboardAccepted>();
    const again = await post(keyed);
    expect(again.json<StoryboardAccepted>().id).toBe(first.id);
    const other = form(['storyboard', '', documentOf('a.png')], ['picture', 'a.png', makePng({}, [5, 5, 5])]);
    const changed = await post({
      ...other,
      headers: { ...other.headers, 'idempotency-key': 'with pictures' },
    });
    expect(changed.json<Problem>().code).toBe('key-reused');
  });
});

describe('an upload that cannot be used', () => {
  const json = documentOf('a.png');
  const cases: [string, () => Promise<{ payload: Buffer; headers: Record<string, string> }>, string][] = [
    ['has no document', () => zip(['a.png', MEI]), 'upload-refused'],
    ['is no ZIP', async () => ({ ...(await zip()), payload: Buffer.from('not a zip') }), 'upload-refused'],
    ['is cut', async () => ({ ...(await zip()), payload: Buffer.from('PK\x03\x04') }), 'upload-refused'],
    [
      'leaves its folder',
      async () => form(['storyboard', '', json], ['p', '../a.png', MEI]),
      'upload-refused',
    ],
    ['has a broken picture', () => zip(['storyboard.json', json], ['a.png', '<html>']), 'upload-refused'],
    [
      'has one name twice',
      () => zip(['storyboard.json', json], ['a.png', MEI], ['A.png', MEI]),
      'upload-refused',
    ],
    ['has a link', async () => linked(json), 'upload-refused'],
    [
      'is a bomb',
      () => zip(['storyboard.json', json], ['a.png', Buffer.alloc(20_000_000)]),
      'upload-refused',
    ],
    ['is broken JSON', () => zip(['storyboard.json', '{'], ['a.png', MEI]), 'malformed-json'],
    ['lacks a picture', () => zip(['storyboard.json', json], ['b.png', MEI]), 'invalid-document'],
    ['is an empty form', async () => form(), 'upload-refused'],
    [
      'is a form without its end',
      async () => cut(form(['storyboard', '', json], ['p', 'a.png', MEI]), 70),
      'upload-refused',
    ],
    [
      'is packed in an unknown way',
      async () => repacked(await zip(['storyboard.json', json], ['a.png', MEI])),
      'upload-refused',
    ],
    [
      'is a picture',
      async () => ({ payload: MEI, headers: { 'content-type': 'image/png' } }),
      'unsupported-media-type',
    ],
  ];
  test.each(cases)('%s', async (_, make, code) => {
    const before = await api.context.book.storyboards.list({ limit: 100 });
    const answer = await post(await make());
    expect(answer.json<Problem>().code).toBe(code);
    const after = await api.context.book.storyboards.list({ limit: 100 });
    expect(after.storyboards).toHaveLength(before.storyboards.length);
  });

  test('is looked at in linear time', async () => {
    const picture = `data:image/png;base64,${' '.repeat(2_000_000)}!`;
    const answer = await api.app.inject({
      method: 'POST',
      url: '/v1/storyboards',
      payload: JSON.parse(documentOf(picture)) as object,
    });
    expect(answer.json<Problem>().errors).toMatchObject([{ code: 'not-a-picture' }]);
  });

  test('names every fault at once', async () => {
    const answer = await post(
      await zip(['storyboard.json', json], ['a.png', 'x'], ['b.jpg', MEI.subarray(0, 30)]),
    );
    expect(answer.json<Problem>().errors?.map(({ value }) => value)).toEqual(['a.png', 'b.jpg']);
  });

  test('is refused before money where the provider cannot get pictures', async () => {
    await using closed = await startTestApp(inject('redisUrl'));
    const answer = await closed.app.inject({
      method: 'POST',
      url: '/v1/storyboards',
      ...(await zip(['storyboard.json', json], ['a.png', MEI])),
    });
    expect(answer.json<Problem>().errors).toMatchObject([
      { code: 'picture-unreachable', fix: expect.stringContaining('CINEFLOW_PUBLIC_URL') },
    ]);
  });
});
