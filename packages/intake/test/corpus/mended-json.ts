import { text, type Case } from './case.ts';

const shot = (words: string) => `{"segments": [{"segment_index": 1, "prompt_text": ${words}}]}`;
const two = (between: string) =>
  `{"segments": [{"segment_index": 1, "prompt_text": "潮水退了"}${between}{"segment_index": 2, "prompt_text": "沙上有脚印"}]}`;
const TWO = ['1|潮水退了', '2|沙上有脚印'];
const ONE = ['1|潮水退了'];
const MENDED = ['text-mended'];

/** JSON as models and people write it. */
export const MENDED_JSON: Case[] = [
  {
    name: 'a fence with words around',
    source: text(`好的，分镜如下：\n\`\`\`json\n${shot('"潮水退了"')}\n\`\`\`\n需要调整吗？`),
    shots: ONE,
    notes: ['text-left-out'],
  },
  { name: 'a fence that does not end', source: text(`\`\`\`json\n${shot('"潮水退了"')}\n`), shots: ONE },
  {
    name: 'thoughts before it',
    source: text(`<think>先想 {"segments": []}</think>\n${shot('"潮水退了"')}`),
    shots: ONE,
    notes: ['text-left-out'],
  },
  {
    name: 'words before and behind',
    source: text(`分镜：${shot('"潮水退了"')} 完毕。`),
    shots: ONE,
    notes: ['text-left-out'],
  },
  {
    name: 'two fences',
    source: text(`\`\`\`json\n${shot('"a"')}\n\`\`\`\n或者\n\`\`\`json\n${shot('"b"')}\n\`\`\``),
    problem: ['several-documents', '2 blocks'],
  },
  {
    name: 'comments',
    source: text(
      `{ // 第一集\n "segments": [ /* 海边 */ {"segment_index": 1, "prompt_text": "潮水退了"} # 完\n]}`,
    ),
    shots: ONE,
    notes: MENDED,
  },
  {
    name: 'commas before brackets',
    source: text('{"segments": [{"segment_index": 1, "prompt_text": "潮水退了",},],}'),
    shots: ONE,
    notes: MENDED,
  },
  { name: 'two commas', source: text(two(',,')), shots: TWO, notes: MENDED },
  { name: 'no comma between objects', source: text(two('\n')), shots: TWO, notes: MENDED },
  {
    name: 'no comma at the end of a line',
    source: text('{"segments": [{"segment_index": 1\n"prompt_text": "潮水退了"}]}'),
    shots: ONE,
    notes: MENDED,
  },
  {
    name: 'no comma behind a text',
    source: text('{"segments": [{"prompt_text": "潮水退了"\n"segment_index": 1}]}'),
    shots: ONE,
    notes: MENDED,
  },
  {
    name: 'quotes inside of a text',
    source: text(shot('"他说"潮水退了"，走了"')),
    shots: ['1|他说"潮水退了"，走了'],
    notes: MENDED,
  },
  {
    name: 'quotes and commas inside of a text',
    source: text(shot('"他喊:"潮水","退了"","duration_seconds":5').replace('}]}', '}]}')),
    shots: ['1|他喊:"潮水","退了"|5'],
    notes: MENDED,
  },
  {
    name: 'one quote too few',
    source: text(
      '{"segments": [{"segment_index": 1, "prompt_text": "潮水退了, "duration_seconds": 5, "title": "海"}]}',
    ),
    problem: ['not-json', 'do not pair'],
  },
  {
    name: 'quotes of an input method',
    source: text(shot('"潮水退了"').replaceAll('"', '”').replace(/”(\w)/gu, '“$1').replace('”潮', '“潮')),
    shots: ONE,
    notes: MENDED,
  },
  {
    name: 'punctuation of an input method',
    source: text('｛“segments”：［｛“segment_index”：１，“prompt_text”：“潮水退了，很静”｝］｝'),
    shots: ['1|潮水退了，很静'],
    notes: MENDED,
  },
  {
    name: 'single quotes',
    source: text("{'segments': [{'segment_index': 1, 'prompt_text': 'the tide's out'}]}"),
    shots: ["1|the tide's out"],
    notes: MENDED,
  },
  {
    name: 'words of Python',
    source: text(shot('"潮水退了", "is_pro": False, "image_url": None')),
    shots: ONE,
    notes: MENDED,
  },
  {
    name: 'names and words without quotes',
    source: text(
      '{segments: [{segment_index: 1, prompt_text: "潮水退了", resolution: vertical, duration_seconds: 5s}]}',
    ),
    shots: ['1|潮水退了|5s|9:16'],
    notes: MENDED,
  },
  {
    name: 'line breaks inside of a text',
    source: text(shot('"潮水\n退了"')),
    shots: ['1|潮水\n退了'],
    notes: MENDED,
  },
  {
    name: 'a path of Windows',
    source: text(shot('"潮水退了", "note": "D:\\分镜\\1"')),
    shots: ONE,
    notes: MENDED,
  },
  {
    name: 'JSON Lines',
    source: text(
      '{"segment_index": 1, "prompt_text": "潮水退了"}\n{"segment_index": 2, "prompt_text": "沙上有脚印"}\n',
    ),
    shots: TWO,
    notes: ['shots-found', 'text-mended'],
  },
  {
    name: 'objects one after another',
    source: text(
      '{"segment_index": 1,\n "prompt_text": "潮水退了"}\n{"segment_index": 2,\n "prompt_text": "沙上有脚印"}',
    ),
    shots: TWO,
    notes: ['shots-found', 'text-mended'],
  },
  {
    name: 'a list at the top',
    source: text('[{"segment_index": 1, "prompt_text": "潮水退了"}]'),
    shots: ONE,
    notes: ['shots-found'],
  },
  {
    name: 'numbers as texts',
    source: text(
      '{"segments": [{"segment_index": "1", "prompt_text": "潮水退了", "duration_seconds": "5秒", "resolution": "竖屏"}]}',
    ),
    shots: ['1|潮水退了|5秒|9:16'],
    notes: ['field-understood'],
  },
  {
    name: 'a document that is cut off',
    source: text(two(',').slice(0, -20)),
    problem: ['truncated', 'cut off', 'every shot costs money'],
  },
  {
    name: 'a document cut off between two shots',
    source: text(two(',').slice(0, 57)),
    problem: ['truncated'],
  },
  {
    name: 'a fenced document that is cut off',
    source: text(`\`\`\`json\n${two(',').slice(0, 70)}`),
    problem: ['truncated'],
  },
  {
    name: 'JSON Lines that are cut off',
    source: text('{"segment_index": 1, "prompt_text": "潮水退了"}\n{"segment_index": 2, "prompt'),
    problem: ['truncated', 'line 2'],
  },
  {
    name: 'shots left out with dots',
    source: text(two(', ...,')),
    problem: ['abridged', 'write all shots out'],
  },
  { name: 'shots left out in a comment', source: text(two(', // 其余镜头省略\n')), problem: ['abridged'] },
  {
    name: 'a bracket that is missing',
    source: text(two(', ').replace('了"}', '了"')),
    problem: ['not-json'],
  },
  { name: 'a bracket too many', source: text(`${two(',')}]`), problem: ['not-json', 'more follows'] },
  {
    name: 'a field that is there twice',
    source: text(shot('"潮水退了", "prompt_text": "潮水涨了"')),
    problem: ['field-twice'],
  },
  {
    name: 'a field that is there twice in mended JSON',
    source: text(shot("'潮水退了', 'prompt_text': '潮水涨了'")),
    problem: ['field-twice'],
  },
  {
    name: 'a key that poisons objects',
    source: text('{"__proto__": {"a": 1}, "segments": []}'),
    problem: ['not-json', '__proto__'],
  },
  { name: 'brackets nested too deep', source: text('['.repeat(80)), problem: ['too-large', '64 levels'] },
];
