import { json, type Case } from './case.ts';

const FOUND = ['field-understood', 'shots-found'];
const COMPOSED = ['field-understood', 'prompt-composed', 'shots-found'];

/** Documents of other tools and models, in their shapes and with our texts. */
export const SHAPES: Case[] = [
  {
    name: 'our own document',
    source: json({
      storyboard: { segments: [{ segment_index: 3, prompt_text: '雪夜' }] },
      options: { takes: 1 },
    }),
    shots: ['3|雪夜'],
  },
  {
    name: 'shots with prompt and seconds',
    source: json({
      title: '雪',
      shots: [
        { id: '01', prompt: '雪夜', seconds: '5' },
        { id: '02', prompt: '灯灭', seconds: '4' },
      ],
    }),
    shots: ['1|雪夜|5', '2|灯灭|4'],
    notes: FOUND,
  },
  {
    name: 'a document inside of storyboard',
    source: json({ storyboard: [{ shot_number: 1, prompt: '雪夜' }], options: {} }),
    shots: ['1|雪夜'],
    notes: FOUND,
  },
  {
    name: 'acts, scenes and shots',
    source: json({
      acts: [
        {
          scenes: [
            {
              location: '后巷',
              shots: [
                { shot_no: 1, visual: '雪夜' },
                { shot_no: 2, visual: '灯灭' },
              ],
            },
          ],
        },
        { scenes: [{ location: '码头', shots: [{ shot_no: 1, visual: '船来' }] }] },
      ],
    }),
    shots: ['1|雪夜|||后巷', '2|灯灭|||后巷', '3|船来|||码头'],
    notes: ['field-understood', 'shots-found', 'shots-numbered'],
  },
  {
    name: 'scenes with prompts and times',
    source: json({
      scenes: [{ scene_number: 1, start_time: '00:00', end_time: '00:06', visual_prompt: 'A road in snow' }],
    }),
    shots: ['1|A road in snow|6'],
    notes: FOUND,
  },
  {
    name: 'scenes that only list places',
    source: json({ scenes: [{ name: '后巷', description: '窄，有雪' }] }),
    problem: ['no-shots', '1 entries under scenes', 'description'],
  },
  {
    name: 'shots beside scenes and characters',
    source: json({
      characters: [{ name: '阿雪', prompt: '红衣' }],
      scenes: [{ name: '后巷', prompt: '窄巷' }],
      shots: [{ index: 1, prompt: '阿雪站着' }],
    }),
    shots: ['1|阿雪站着'],
    notes: FOUND,
  },
  {
    name: 'numbered keys',
    source: json({ 镜头1: { 画面: '雪夜', 时长: '5秒' }, 镜头2: { 画面: '灯灭', 时长: '4秒' } }),
    shots: ['1|雪夜|5', '2|灯灭|4'],
    notes: ['field-understood', 'shots-found', 'shots-numbered'],
  },
  {
    name: 'a list of texts',
    source: json({ prompts: ['雪夜', '灯灭'] }),
    shots: ['1|雪夜', '2|灯灭'],
    notes: ['field-understood', 'shots-found', 'shots-numbered'],
  },
  {
    name: 'an unknown name of the list',
    source: json({ code: 0, data: { items: [{ 序号: 1, 画面描述: '雪夜', 景别: '远景' }] } }),
    shots: ['1|远景。雪夜'],
    notes: COMPOSED,
  },
  {
    name: 'two lists of the same rank',
    source: json({ shots: [{ prompt: '雪夜' }], clips: [{ prompt: '灯灭' }] }),
    problem: ['shots-ambiguous', '/shots (1 entries)', '/clips (1 entries)'],
  },
  {
    name: 'two texts that differ',
    source: json({ shots: [{ id: 1, 画面: '雪夜', 画面描述: '灯灭' }] }),
    problem: ['text-ambiguous', '画面', '画面描述'],
  },
  {
    name: 'no text at all',
    source: json({
      shots_list: [
        { shot_id: 1, picture_words: '雪夜里一盏灯' },
        { shot_id: 2, picture_words: '灯灭' },
      ],
    }),
    problem: ['no-shots', '2 entries under shots_list', 'The text seems to be in picture_words'],
  },
  {
    name: 'prompts under our own list',
    source: json({ segments: [{ prompt: '雪夜' }, { prompt: '灯灭' }] }),
    shots: ['1|雪夜', '2|灯灭'],
    notes: ['field-understood', 'shots-numbered'],
  },
  {
    name: 'some of our shots without a number',
    source: json({ segments: [{ segment_index: 1, prompt_text: '雪夜' }, { prompt_text: '灯灭' }] }),
    problem: ['required', '/segments/1/segment_index'],
  },
  {
    name: 'lengths that say nothing certain',
    source: json({ shots: [{ id: 1, prompt: '雪夜', 时长: '3-5秒' }] }),
    problem: ['not-a-number', '/segments/0/duration_seconds'],
  },
  {
    name: 'lengths in milliseconds',
    source: json({ shots: [{ id: 1, prompt: '雪夜', durationMs: 5500 }] }),
    shots: ['1|雪夜|5.5'],
    notes: FOUND,
  },
  {
    name: 'more shots than a storyboard has',
    source: json({ shots: Array.from({ length: 5_001 }, (_, at) => ({ id: at + 1, prompt: '雪' })) }),
    problem: ['too-many-shots', '5001'],
  },
  { name: 'an empty list', source: json([]), problem: ['no-shots', 'empty'] },
  {
    name: 'another JSON altogether',
    source: json({ name: 'app', version: '1.0.0', dependencies: {} }),
    problem: ['no-shots', 'name, version'],
  },
];
