import { Warning } from '@cineflow/contracts';
import { expect, test } from 'vitest';
import { zh } from './zh.ts';

const detail = 'a sentence for the other language';
const warning = { pointer: '/storyboard/segments/2/video_params/camera', detail, count: 2 };

test.each(Warning.shape.code.options)('%s is told without an English sentence', (code) => {
  expect(zh.warnings[code]({ ...warning, code, asked: 5, used: 10 })).not.toContain(detail);
});

test('what has no effect is named by its field', () => {
  const told = (code: Warning['code'], pointer = warning.pointer) =>
    zh.warnings[code]({ ...warning, code, pointer });
  expect(told('field-not-used')).toBe(
    'video_params.camera 没有用到（共 2 处）：服务商只看 prompt_text，需要就写进去',
  );
  expect(told('option-not-supported', '/segments/0/is_pro')).toContain('所选模型不支持 is_pro');
  expect(told('option-not-supported', '/model')).toContain('model 写在 segments 旁边不起作用');
});

test('what was understood is named by its field, with a value only where it changed', () => {
  const told = (asked: unknown, used?: unknown) =>
    zh.warnings['field-understood']({
      pointer: '/rows/2/时长~1秒',
      code: 'field-understood',
      detail,
      asked,
      used,
    });
  expect(told('5秒', 5)).toBe('“时长/秒”的 5秒 读作 5');
  expect([told('5', 5), told(['阿雪'])]).toEqual(['认出了“时长/秒”', '认出了“时长/秒”']);
});
