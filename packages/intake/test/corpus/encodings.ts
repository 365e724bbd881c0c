import { json, text, type Case } from './case.ts';

const DOCUMENT = JSON.stringify({ segments: [{ segment_index: 1, prompt_text: '渡船靠岸，船夫收桨' }] });
const SHOT = ['1|渡船靠岸，船夫收桨'];
/** 渡船靠岸 in GBK. */
const FERRY = '\xb6\xc9\xb4\xac\xbf\xbf\xb0\xb6';
const latin1 = (words: string) => () => ({ bytes: Buffer.from(words, 'latin1') });
const gbk = `{"segments":[{"segment_index":1,"prompt_text":"${FERRY}"}]}`;

/** Encodings, and files that are no text. */
export const ENCODINGS: Case[] = [
  { name: 'UTF-8', source: text(DOCUMENT), shots: SHOT },
  { name: 'UTF-8 with a mark', source: text(`\uFEFF${DOCUMENT}`), shots: SHOT },
  { name: 'UTF-8 with the lines of Windows', source: text(DOCUMENT.replaceAll(',', ',\r\n')), shots: SHOT },
  {
    name: 'UTF-16 LE with a mark',
    source: () => ({ bytes: Buffer.from(`\uFEFF${DOCUMENT}`, 'utf16le') }),
    shots: SHOT,
    notes: ['encoding-understood'],
  },
  {
    name: 'UTF-16 BE with a mark',
    source: () => ({ bytes: Buffer.from(`\uFEFF${DOCUMENT}`, 'utf16le').swap16() }),
    shots: SHOT,
    notes: ['encoding-understood'],
  },
  {
    name: 'UTF-16 without a mark',
    source: () => ({ bytes: Buffer.from(DOCUMENT, 'utf16le') }),
    shots: SHOT,
    notes: ['encoding-understood'],
  },
  { name: 'GBK', source: latin1(gbk), shots: ['1|渡船靠岸'], notes: ['encoding-understood'] },
  {
    name: 'a table in GBK',
    source: latin1(`prompt_text,seconds\n${FERRY},5\n`),
    shots: ['1|渡船靠岸|5'],
    notes: ['encoding-understood', 'field-understood', 'shots-found', 'shots-numbered'],
  },
  {
    name: 'two encodings in one file',
    source: () => ({
      bytes: Buffer.concat([
        Buffer.from('prompt_text,seconds\n渡船靠岸,5\n'),
        Buffer.from(`${FERRY},5\n`, 'latin1'),
      ]),
    }),
    problem: ['mixed-encoding', 'line 2 is UTF-8, line 3 is not'],
  },
  {
    name: 'Western letters of old Windows',
    source: latin1('prompt_text,seconds\nun caf\xe9 ferm\xe9 \xe0 l\x27aube,5\n'),
    problem: ['unknown-encoding'],
  },
  {
    name: 'Japanese in Shift-JIS',
    source: latin1('prompt_text,seconds\n\x82\xa0\x82\xa2\x82\xa4\x82\xa6\x82\xa8\x83\x4a\x83\x81,5\n'),
    problem: ['unknown-encoding'],
  },
  {
    name: 'UTF-16 cut within a character',
    source: () => ({ bytes: Buffer.from(`\uFEFF${DOCUMENT}`, 'utf16le').subarray(0, 41) }),
    problem: ['truncated', 'cut off'],
  },
  {
    name: 'a PNG named .json',
    source: () => ({ bytes: Buffer.from('\x89PNG\r\n\x1a\n\0\0', 'latin1'), fileName: '分镜.json' }),
    problem: ['not-a-document', '分镜.json', 'PNG'],
  },
  { name: 'a PDF', source: text('%PDF-1.7\n1 0 obj'), problem: ['not-a-document', 'PDF'] },
  {
    name: 'a video',
    source: () => ({ bytes: Buffer.from('\0\0\0\x20ftypisom', 'latin1') }),
    problem: ['not-a-document', 'video'],
  },
  { name: 'a JPEG', source: latin1('\xff\xd8\xff\xe0\0\x10JFIF'), problem: ['not-a-document', 'JPEG'] },
  {
    name: 'a Word document',
    source: latin1('PK\x03\x04....word/document.xml....'),
    problem: ['not-a-document', '.docx'],
  },
  {
    name: 'an old Excel file',
    source: () => ({
      bytes: Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from('Workbook', 'utf16le')]),
    }),
    problem: ['old-spreadsheet', '.xls', 'Save it as .xlsx'],
  },
  {
    name: 'a spreadsheet with a password',
    source: () => ({
      bytes: Buffer.concat([
        Buffer.from('d0cf11e0a1b11ae1', 'hex'),
        Buffer.from('EncryptedPackage', 'utf16le'),
      ]),
    }),
    problem: ['password'],
  },
  {
    name: 'a spreadsheet with macros',
    source: latin1('PK\x03\x04....xl/workbook.xml....xl/vbaProject.bin'),
    problem: ['macros', '.xlsm'],
  },
  { name: 'an archive', source: latin1('PK\x03\x04....photo.jpg'), problem: ['not-a-document', 'ZIP'] },
  { name: 'bytes of nothing', source: latin1('abc\0def\0\0gh\0'), problem: ['not-a-document', 'binary'] },
  { name: 'a blank file', source: text(' \n\t'), problem: ['empty'] },
  { name: 'a page', source: text('<!DOCTYPE html><p>登录'), problem: ['not-a-document', 'web page'] },
  {
    name: 'prose',
    source: text('天还没亮，渡口已经有人了。\n船夫在等。'),
    problem: ['no-shots', '天还没亮', 'prose'],
  },
  { name: 'a number', source: json(42), problem: ['no-shots', 'a number'] },
  { name: 'null', source: json(null), problem: ['no-shots', 'null'] },
  { name: 'a document in a text', source: json(DOCUMENT), shots: SHOT, notes: ['text-mended'] },
];
