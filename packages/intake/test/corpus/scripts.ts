import { text, type Case } from './case.ts';

const FOUND = ['shots-found'];
const SCENE = `《雪夜》
第1场 后巷 夜 外
人物：阿雪、老周
△阿雪推门而出，雪落在肩上。
阿雪：（低声）谁在那儿？
老周：我。
△老周提灯走近。
【音效：风声】
旁白：那一夜很长。

第2场
景：码头
时：清晨
△船靠岸。
`;
const FOUNTAIN = `Title: Snow
Author: Us

INT. LANE - NIGHT

Snow falls on a lamp.

MEI
(low)
Who is there?

The lamp *goes out*. /* cut? */

CUT TO:

EXT. PIER - DAWN

A boat comes in.

NARRATOR (V.O.)
It was a long night.
`;

/** Screenplays. */
export const SCRIPTS: Case[] = [
  {
    name: 'a Chinese screenplay',
    source: text(SCENE),
    shots: [
      '1|阿雪推门而出，雪落在肩上。阿雪（低声）：“谁在那儿？”老周：“我。”|||后巷 夜 外|阿雪+老周',
      '2|老周提灯走近。|||后巷 夜 外|阿雪+老周',
      '3|船靠岸。|||码头 清晨',
    ],
    notes: [...FOUND, 'text-left-out'],
  },
  {
    name: 'scenes with short numbers',
    source: text('1-1 日 内 后巷\n△雪落下。\n1-2 夜 外 码头\n△船来。\n'),
    shots: ['1|雪落下。|||日 内 后巷', '2|船来。|||夜 外 码头'],
    notes: FOUND,
  },
  {
    name: 'scenes in brackets and Markdown',
    source: text('### 场景一：后巷\n▲ 雪落下。\n**阿雪：谁？**\n'),
    shots: ['1|雪落下。阿雪：“谁？”|||后巷'],
    notes: FOUND,
  },
  {
    name: 'actions without scenes',
    source: text('△雪落下。\n△船来。\n'),
    shots: ['1|雪落下。', '2|船来。'],
    notes: FOUND,
  },
  {
    name: 'speech before any action',
    source: text('第一场 后巷\n阿雪：谁？\n△雪落下。\n'),
    shots: ['1|阿雪：“谁？”|||后巷', '2|雪落下。|||后巷'],
    notes: FOUND,
  },
  {
    name: 'a screenplay of an episode',
    source: text('第3集\n第一场 后巷 夜\n雪落下。\n阿雪：谁？\n'),
    shots: ['1|雪落下。阿雪：“谁？”|||后巷 夜'],
    notes: FOUND,
  },
  {
    name: 'Fountain',
    source: text(FOUNTAIN, 'snow.fountain'),
    shots: [
      '1|Snow falls on a lamp. MEI: “Who is there?”|||INT. LANE - NIGHT',
      '2|The lamp goes out.|||INT. LANE - NIGHT',
      '3|A boat comes in.|||EXT. PIER - DAWN',
    ],
    notes: FOUND,
  },
  {
    name: 'Fountain with only headings',
    source: text('INT. LANE - NIGHT\n\nEXT. PIER - DAWN\n'),
    problem: ['no-shots', 'no action'],
  },
];
