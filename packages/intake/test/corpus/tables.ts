import { text, type Case } from './case.ts';

const FOUND = ['field-understood', 'shots-found'];
const COMPOSED = ['field-understood', 'prompt-composed', 'shots-found'];
const HEAD = '镜号,景别,画面,台词,时长,角色,场景,道具,备注';
const SNOW = ['1|雪夜|5', '2|灯灭|4'];
const numbered = (count: number) => Array.from({ length: count }, (_, at) => `${at + 1},雪夜`).join('\n');

/** Tables as text. */
export const TABLES: Case[] = [
  {
    name: 'CSV with Chinese headers',
    source: text(`\uFEFF${HEAD}\n1,特写,灯芯跳动,阿雪：谁？,5秒,阿雪、老周,后巷,灯,补拍\n`),
    shots: ['1|特写。灯芯跳动。阿雪：“谁？”|5||后巷|阿雪+老周'],
    notes: COMPOSED,
  },
  {
    name: 'CSV with English headers',
    source: text(
      'Shot Number,Description,Duration,Location\n1,Snow falls,5,lane\n2,A lamp goes out,4 s,lane\n',
    ),
    shots: ['1|Snow falls|5||lane', '2|A lamp goes out|4||lane'],
    notes: FOUND,
  },
  {
    name: 'CSV with our own names',
    source: text('segment_index,prompt_text,duration_seconds,resolution,is_pro\n1,雪夜,5,vertical,false\n'),
    shots: ['1|雪夜|5|9:16'],
    notes: FOUND,
  },
  {
    name: 'the columns of StudioBinder',
    source: text(
      'Scene,Shot,Shot Size,Shot Type,Camera Angle,Movement,Equipment,Lens,Description\n1,1,CU,Single,Eye level,Static,Sticks,50mm,A lamp goes out\n',
    ),
    shots: ['1|CU, Single, Eye level, Static, 50mm. A lamp goes out|||1'],
    notes: COMPOSED,
  },
  { name: 'semicolons', source: text('镜号;画面;时长\n1;雪夜;5\n2;灯灭;4\n'), shots: SNOW, notes: FOUND },
  {
    name: 'tabs',
    source: text('镜号\t画面\t时长\n1\t雪夜\t5\n2\t灯灭\t4\n', '分镜.txt'),
    shots: SNOW,
    notes: FOUND,
  },
  {
    name: 'commas of an input method',
    source: text('镜号，画面，时长\n1，雪夜，5\n2，灯灭，4\n'),
    shots: SNOW,
    notes: FOUND,
  },
  {
    name: 'quoted cells with commas, quotes and lines',
    source: text('镜号,画面\n1,"雪夜,\n他说""谁？"""\n'),
    shots: ['1|雪夜,\n他说"谁？"'],
    notes: FOUND,
  },
  {
    name: 'quotes inside of a bare cell',
    source: text('镜号,画面\n1,他说"谁"走了\n'),
    shots: ['1|他说"谁"走了'],
    notes: FOUND,
  },
  {
    name: 'a title above and a total below',
    source: text('《雪夜》分镜表,,\n镜号,画面,时长\n1,雪夜,5\n2,灯灭,4\n合计,,9\n'),
    shots: SNOW,
    notes: [...FOUND, 'text-left-out'],
  },
  {
    name: 'units and languages in the headers',
    source: text('镜号/No.,画面 (Visual),时长（秒）\n1,雪夜,5\n2,灯灭,4\n'),
    shots: SNOW,
    notes: FOUND,
  },
  {
    name: 'headings of scenes between the rows',
    source: text('镜号,画面,时长\n第一场 后巷 夜,,\n1,雪夜,5\n第二场 码头,,\n2,船来,4\n'),
    shots: ['1|雪夜|5||第一场 后巷 夜', '2|船来|4||第二场 码头'],
    notes: FOUND,
  },
  {
    name: 'numbers that begin anew',
    source: text('场次,镜号,画面\n1,1,雪夜\n2,1,船来\n'),
    shots: ['1|雪夜', '2|船来'],
    notes: ['field-understood', 'shots-found', 'shots-numbered'],
  },
  {
    name: 'numbers such as 1A',
    source: text('镜号,画面\n1A,雪夜\n1B,船来\n'),
    shots: ['1|雪夜', '2|船来'],
    notes: ['field-understood', 'shots-found', 'shots-numbered'],
  },
  {
    name: 'no numbers at all',
    source: text('画面,时长\n雪夜,5\n灯灭,4\n'),
    shots: SNOW,
    notes: ['field-understood', 'shots-found', 'shots-numbered'],
  },
  {
    name: 'rows of a form with only a number',
    source: text('镜号,画面,时长\n1,雪夜,5\n2,灯灭,4\n3,,\n4,,\n'),
    shots: SNOW,
    notes: [...FOUND, 'text-left-out'],
  },
  {
    name: 'a header that is repeated',
    source: text('镜号,画面,时长\n1,雪夜,5\n镜号,画面,时长\n2,灯灭,4\n'),
    shots: SNOW,
    notes: FOUND,
  },
  {
    name: 'a comma without quotes',
    source: text('镜号,画面,时长\n1,雪夜,风停,5\n'),
    problem: ['row-too-long', 'row 2 has 4 cells', 'quotes'],
  },
  {
    name: 'a quote that does not end',
    source: text('镜号,画面,时长\n1,"雪夜,5\n2,灯灭,4\n'),
    problem: ['broken-table', 'quote'],
  },
  {
    name: 'one row without a number',
    source: text('镜号,画面\n1,雪夜\n,灯灭\n'),
    problem: ['row-without-number', 'row 3'],
  },
  {
    name: 'a row without a text',
    source: text('镜号,景别,画面,台词\n1,特写,,谁？\n'),
    problem: ['row-without-text', 'row 2', '谁'],
  },
  {
    name: 'two columns of one name',
    source: text('镜号,画面,画面\n1,雪夜,灯灭\n'),
    problem: ['column-twice', '画面'],
  },
  {
    name: 'two columns of texts',
    source: text('镜号,画面,画面描述\n1,雪夜,灯灭\n'),
    problem: ['text-ambiguous', '画面描述'],
  },
  {
    name: 'no column that is known',
    source: text('姓名,电话\n阿雪,1\n'),
    problem: ['no-shots', '姓名,电话', '画面'],
  },
  { name: 'only a header', source: text('镜号,画面\n'), problem: ['no-shots', 'no shot below'] },
  {
    name: 'a hundred thousand rows',
    source: text(`镜号,画面\n${numbered(100_000)}\n`),
    problem: ['too-many-rows', '5000'],
  },
  {
    name: 'more rows than shots',
    source: text(`镜号,画面\n${numbered(5_001)}\n`),
    problem: ['too-many-rows', '5001'],
  },
  {
    name: 'lengths that are times of day',
    source: text('镜号,画面,时长\n1,雪夜,00:05\n'),
    problem: ['not-a-number', 'duration'],
  },
  {
    name: 'a table named .json',
    source: text('镜号,画面,时长\n1,雪夜,5\n2,灯灭,4\n', 'shots.json'),
    shots: SNOW,
    notes: FOUND,
  },
  {
    name: 'a Markdown table',
    source: text(
      '好的：\n\n| 镜号 | 画面 | 时长 |\n|:--:|---|---|\n| 1 | **雪夜** | 5秒 |\n| 2 | 灯灭 | 4秒 |\n\n需要改吗？',
    ),
    shots: SNOW,
    notes: FOUND,
  },
  {
    name: 'a Markdown table with bars and lines in its cells',
    source: text('| 镜号 | 画面 |\n|---|---|\n| 1 | 雪夜 \\| 静<br>风停 |\n'),
    shots: ['1|雪夜 | 静\n风停'],
    notes: FOUND,
  },
  {
    name: 'a Markdown table for each scene',
    source: text(
      '## 后巷 夜\n| 镜号 | 画面 |\n|---|---|\n| 1 | 雪夜 |\n\n## 码头\n| 镜号 | 画面 |\n|---|---|\n| 2 | 船来 |\n',
    ),
    shots: ['1|雪夜|||后巷 夜', '2|船来|||码头'],
    notes: FOUND,
  },
  {
    name: 'Markdown tables of shots that differ',
    source: text(
      '| 镜号 | 画面 |\n|---|---|\n| 1 | 雪夜 |\n\n| 序号 | 画面描述 | 时长 |\n|---|---|---|\n| 1 | 船来 | 5 |\n',
    ),
    problem: ['shots-ambiguous', 'several tables'],
  },
  {
    name: 'a Markdown table of characters beside that of the shots',
    source: text('| 姓名 | 年龄 |\n|---|---|\n| 阿雪 | 20 |\n\n| 镜号 | 画面 |\n|---|---|\n| 1 | 雪夜 |\n'),
    shots: ['1|雪夜'],
    notes: [...FOUND, 'text-left-out'],
  },
  {
    name: 'a Markdown row with a bar too many',
    source: text('| 镜号 | 画面 |\n|---|---|\n| 1 | 雪夜 | 静 |\n'),
    problem: ['row-too-long', 'line 3'],
  },
];
