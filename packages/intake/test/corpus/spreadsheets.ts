import { writeXlsx, type WriteSheet } from 'hucre/xlsx';
import type { Case } from './case.ts';

type Row = (string | number | boolean | Date | null)[];
const FOUND = ['field-understood', 'shots-found'];
const HEAD: Row = ['镜号', '景别', '画面', '时长'];
const ROWS: Row[] = [HEAD, [1, '远景', '雪夜', 5], [2, '特写', '灯灭', 4]];
const SHOTS = ['1|远景。雪夜|5', '2|特写。灯灭|4'];
const COMPOSED = ['field-understood', 'prompt-composed', 'shots-found'];

function book(...sheets: (Partial<WriteSheet> & { rows: Row[] })[]) {
  return async () => {
    const named = sheets.map((sheet, at) => ({ name: `表${at + 1}`, ...sheet }));
    return { bytes: await writeXlsx({ sheets: named }), fileName: '分镜.xlsx' };
  };
}
const merged = (startRow: number, endRow: number, column: number) => ({
  startRow,
  endRow,
  startCol: column,
  endCol: column,
});

async function bomb() {
  const bytes = await writeXlsx({ sheets: [{ name: 'a', rows: ROWS }] });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = Buffer.from(bytes).lastIndexOf(Buffer.from('PK\x01\x02', 'latin1'));
  view.setUint32(at + 24, 0x7fff_ffff, true);
  return { bytes };
}

/** Workbooks of Excel and WPS. */
export const SPREADSHEETS: Case[] = [
  { name: 'one sheet', source: book({ rows: ROWS }), shots: SHOTS, notes: COMPOSED },
  {
    name: 'a title in merged cells',
    source: book({
      rows: [['《雪夜》分镜', null, null, null], ...ROWS],
      merges: [{ startRow: 0, endRow: 0, startCol: 0, endCol: 3 }],
    }),
    shots: SHOTS,
    notes: [...COMPOSED, 'text-left-out'],
  },
  {
    name: 'a scene merged over its shots',
    source: book({
      rows: [
        ['场景', '镜号', '画面'],
        ['后巷', 1, '雪夜'],
        [null, 2, '灯灭'],
        ['码头', 3, '船来'],
      ],
      merges: [merged(1, 2, 0)],
    }),
    shots: ['1|雪夜|||后巷', '2|灯灭|||后巷', '3|船来|||码头'],
    notes: FOUND,
  },
  {
    name: 'a number merged over several rows',
    source: book({
      rows: [
        ['镜号', '画面', '时长'],
        [1, '雪夜', 5],
        [null, '风停', null],
        [2, '灯灭', 4],
      ],
      merges: [merged(1, 2, 0)],
    }),
    shots: ['1|雪夜\n风停|5', '2|灯灭|4'],
    notes: [...FOUND, 'shots-joined'],
  },
  {
    name: 'a merged number with two lengths',
    source: book({
      rows: [
        ['镜号', '画面', '时长'],
        [1, '雪夜', 5],
        [null, '风停', 4],
      ],
      merges: [merged(1, 2, 0)],
    }),
    problem: ['merged-unclear', '时长'],
  },
  {
    name: 'a text merged over several shots',
    source: book({
      rows: [
        ['镜号', '画面'],
        [1, '雪夜'],
        [2, null],
      ],
      merges: [merged(1, 2, 1)],
    }),
    problem: ['merged-unclear', '画面', 'rows 2–3'],
  },
  {
    name: 'formulas with stored values',
    source: book({
      rows: ROWS,
      cells: new Map([['1,3', { formula: 'SUM(2,3)', formulaResult: 5, value: 5, type: 'formula' }]]),
    }),
    shots: SHOTS,
    notes: [...COMPOSED, 'values-computed'],
  },
  {
    name: 'a sheet of notes beside that of the shots',
    source: book({ name: '说明', rows: [['填表说明'], ['每行一个镜头']] }, { name: '分镜', rows: ROWS }),
    shots: SHOTS,
    notes: [...COMPOSED, 'text-left-out'],
  },
  {
    name: 'a hidden sheet',
    source: book({ rows: ROWS }, { rows: [HEAD, [1, '远景', '旧稿', 5]], hidden: true }),
    shots: SHOTS,
    notes: COMPOSED,
  },
  {
    name: 'two sheets of shots',
    source: book({ name: '第一集', rows: ROWS }, { name: '第二集', rows: ROWS }),
    problem: ['shots-ambiguous', '第一集', '第二集'],
  },
  {
    name: 'no header',
    source: book({
      rows: [
        ['雪夜', '5'],
        ['灯灭', '4'],
      ],
    }),
    problem: ['no-header', '雪夜 | 5', '画面'],
  },
  { name: 'an empty sheet', source: book({ rows: [] }), problem: ['no-header', 'empty'] },
  {
    name: 'a length that Excel took for a time',
    source: book({
      rows: [
        ['镜号', '画面', '时长'],
        [1, '雪夜', new Date(Date.UTC(1899, 11, 30, 0, 5))],
      ],
    }),
    problem: ['not-a-number', 'duration'],
  },
  {
    name: 'a hundred thousand rows',
    source: book({ rows: [HEAD, ...Array.from({ length: 100_000 }, (_, at): Row => [at + 1, '', '雪', 5])] }),
    problem: ['too-many-rows'],
  },
  { name: 'a bomb', source: bomb, problem: ['too-large', 'unpacked'] },
  {
    name: 'a workbook that is cut off',
    source: async () => ({ bytes: (await book({ rows: ROWS })()).bytes.subarray(0, -40) }),
    problem: ['truncated'],
  },
];
