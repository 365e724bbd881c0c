import { json, type Case } from './case.ts';

const FOUND = ['field-understood', 'shots-found'];
const COMPOSED = ['field-understood', 'prompt-composed', 'shots-found'];

/** Documents in the shapes of known tools, with our texts. */
export const TOOLS: Case[] = [
  {
    name: 'the field names of ArcReel',
    source: json({
      title: '雪',
      content_mode: 'narration',
      segments: [
        {
          segment_id: 'E1S01',
          duration_seconds: 4,
          novel_text: '雪下了一夜。',
          characters_in_segment: ['阿雪'],
          scenes: ['后巷'],
          props: [],
          image_prompt: {
            scene: '窄巷积雪',
            composition: { shot_type: 'Long Shot', lighting: '月光', ambiance: '冷' },
          },
          video_prompt: {
            action: '阿雪推门而出',
            camera_motion: 'Push In',
            ambiance_audio: '风声',
            dialogue: [{ speaker: '阿雪', line: '谁？' }],
          },
          transition_to_next: 'cut',
        },
      ],
    }),
    shots: ['1|窄巷积雪，Long Shot，月光，冷。阿雪推门而出，Push In，阿雪：“谁？”|4||后巷|阿雪'],
    notes: ['field-understood', 'prompt-composed', 'shots-numbered'],
  },
  {
    name: 'the field names of huobao',
    source: json({
      storyboards: [
        {
          storyboard_number: 1,
          title: '开场',
          shot_type: '全景',
          angle: '平视',
          movement: '固定',
          location: '后巷',
          time: '夜',
          action: '阿雪扫雪',
          result: '门开了',
          atmosphere: '安静',
          dialogue: '阿雪：“来了。”',
          duration: 6,
          video_prompt: '全景，阿雪在后巷扫雪，门开了',
        },
      ],
    }),
    shots: ['1|全景，阿雪在后巷扫雪，门开了|6||后巷'],
    notes: FOUND,
  },
  {
    name: 'the field names of Toonflow',
    source: json([{ index: 1, prompt: '后巷积雪，阿雪扫雪', duration: '5', dialogue: '来了' }]),
    shots: ['1|后巷积雪，阿雪扫雪|5'],
    notes: FOUND,
  },
  {
    name: 'the field names of waoowaoo',
    source: json({
      panels: [
        {
          panel_number: 1,
          shot_type: '近景',
          camera_move: '推',
          description: '阿雪抬头',
          video_prompt: '近景，阿雪抬头看灯',
          location: '后巷',
          characters: ['阿雪'],
        },
      ],
    }),
    shots: ['1|近景，阿雪抬头看灯|||后巷|阿雪'],
    notes: FOUND,
  },
  {
    name: 'the field names of LocalMiniDrama',
    source: json({
      scenes: [
        {
          scene_id: 1,
          shots: [{ shot_id: 1, 景别: '中景', 画面内容: '阿雪关门', 台词: '阿雪：走吧', 时长: '4s' }],
        },
      ],
    }),
    shots: ['1|中景。阿雪关门。阿雪：“走吧”|4'],
    notes: COMPOSED,
  },
  {
    name: 'the field names of ViMax',
    source: json([
      { idx: 0, is_last: false, cam_idx: 0, visual_desc: 'Snow falls on a lane', audio_desc: 'wind' },
      { idx: 1, is_last: true, cam_idx: 0, visual_desc: 'A lamp goes out', audio_desc: '' },
    ]),
    shots: ['1|Snow falls on a lane', '2|A lamp goes out'],
    notes: ['field-understood', 'shots-found', 'shots-numbered'],
  },
  {
    name: 'first frames and motion of ViMax',
    source: json([
      { idx: 1, ff_desc: 'A lane in snow', lf_desc: 'The lane is dark', motion_desc: 'the lamp goes out' },
    ]),
    shots: ['1|A lane in snow. the lamp goes out'],
    notes: COMPOSED.filter((code) => code !== 'field-understood').concat('shots-numbered'),
  },
  {
    name: 'the script of MoneyPrinter',
    source: json({
      video_subject: '雪',
      video_script: '雪下了一夜，巷子里没有人。',
      video_terms: ['snow', 'lane'],
    }),
    problem: ['no-shots', 'video_script is one text', 'Divide it into shots'],
  },
  {
    name: 'a file of Storyboarder',
    source: json({
      version: '3.0.0',
      aspectRatio: 1.7777,
      fps: 24,
      defaultBoardTiming: 2000,
      boards: [
        { uid: 'ABCDE', number: 1, shot: '1A', newShot: true, action: 'Snow falls', duration: 4000 },
        { uid: 'FGHIJ', number: 2, shot: '2A', action: 'A lamp goes out', dialogue: 'Who is there?' },
      ],
    }),
    shots: ['1|Snow falls|4', '2|A lamp goes out. “Who is there?”|2'],
    notes: COMPOSED,
  },
];
