import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Order, orderKey, toOrderBody } from './order.ts';

const document = {
  bytes: Buffer.from('{"segments":[]}'),
  fileName: 'a.json',
  contentType: 'application/json',
};

describe('orderKey', () => {
  test('is that of the content, whatever the order of the options', async () => {
    const one = await orderKey({ document, options: { takes: 2, model: 'm' } });
    expect(await orderKey({ document, options: { model: 'm', takes: 2 } })).toBe(one);
    expect(one).toMatch(/^order-[0-9a-f]{64}$/);
  });

  test('changes with document, options and the bytes of a picture', async () => {
    const file = join(tmpdir(), `cineflow-order-${process.pid}.png`);
    await writeFile(file, 'one');
    const pictures = [{ path: 'a.png', file }];
    const orders: Order[] = [
      { document },
      { document: { ...document, bytes: Buffer.from('{}') } },
      { document, options: { takes: 2 } },
      { document, pictures },
    ];
    const keys = await Promise.all(orders.map(orderKey));
    await writeFile(file, 'two');
    expect(new Set([...keys, await orderKey({ document, pictures })]).size).toBe(5);
  });
});

describe('toOrderBody', () => {
  test('sends a document alone as it is, with its name', async () => {
    const { headers, body } = await toOrderBody({ document: { ...document, fileName: '雨夜.json' } });
    expect(body).toBe(document.bytes);
    expect(headers).toEqual({
      'content-type': 'application/json',
      'content-disposition': "attachment; filename*=UTF-8''%E9%9B%A8%E5%A4%9C.json",
    });
  });

  test('sends options and type of the document in a form', async () => {
    const table = { ...document, fileName: 'a.csv', contentType: 'text/csv' };
    const { body } = await toOrderBody({ document: table, options: { takes: 2 } });
    const part = body instanceof FormData ? (body.get('storyboard') as File) : undefined;
    expect([part?.name, part?.type]).toEqual(['a.csv', 'text/csv']);
    const options = body instanceof FormData ? (body.get('options') as File) : undefined;
    expect(await options?.text()).toBe('{"takes":2}');
  });
});
