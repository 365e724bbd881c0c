import { expect, test } from 'vitest';
import { answer } from '../../test/exchanges.ts';
import { readModelList } from './model-list.ts';

const openai = { object: 'list', data: [{ id: 'wan2.6-t2v' }, { id: 'gpt-x' }] };
const google = { models: [{ name: 'models/gemini-3-pro-image', displayName: 'x' }] };
const cut = (body: unknown) => {
  const whole = answer(200, body);
  return { ...whole, body: whole.body.slice(0, -3), truncated: true };
};

test.each([
  ['of OpenAI', answer(200, openai), { models: ['wan2.6-t2v', 'gpt-x'], isWhole: true }],
  ['of Google', answer(200, google), { models: ['gemini-3-pro-image'], isWhole: true }],
  [
    'with a further page',
    answer(200, { ...google, nextPageToken: 'p2' }),
    { models: ['gemini-3-pro-image'], isWhole: false },
  ],
  ['of OpenAI, cut', cut(openai), { models: ['wan2.6-t2v', 'gpt-x'], isWhole: false }],
  ['of Google, cut', cut(google), { models: ['gemini-3-pro-image'], isWhole: false }],
  ['that is none', answer(200, { data: 'soon' }), undefined],
  ['under another status', answer(500, openai), undefined],
])('the models of a list %s', (_, exchange, list) => {
  expect(readModelList(exchange)).toEqual(list);
});
