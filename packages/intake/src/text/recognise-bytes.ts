/** What the first bytes say of a file. */
export type Kind =
  | { kind: 'text' }
  | { kind: 'xlsx' }
  | { kind: 'refused'; code: string; what: string; fix: string };

const SIGNATURES: readonly [bytes: string, what: string][] = [
  ['\x89PNG', 'a PNG picture'],
  ['\xff\xd8\xff', 'a JPEG picture'],
  ['GIF8', 'a GIF picture'],
  ['%PDF', 'a PDF'],
  ['{\\rtf', 'an RTF document'],
  ['Rar!', 'a RAR archive'],
  ['7z\xbc\xaf', 'a 7z archive'],
  ['\x1f\x8b', 'a gzip archive'],
  ['ID3', 'an MP3'],
  ['OggS', 'an Ogg file'],
  ['SQLite format 3', 'an SQLite database'],
];
const CFB = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1';
const SAVE_TABLE = 'Save the shot list as .xlsx, .csv or JSON and send that.';
const SAVE_TEXT = 'Copy the text into a .txt or .md file, or save the table as .xlsx.';

/** Recognises a file by its bytes: its name may lie. */
export function recogniseBytes(bytes: Uint8Array): Kind {
  const head = latin1(bytes.subarray(0, 64));
  if (head.startsWith(CFB)) return recogniseCompound(bytes);
  if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')) return recogniseZip(bytes);
  if (head.slice(4, 8) === 'ftyp') return refuse('not-a-document', 'a video', SAVE_TABLE);
  if (head.startsWith('RIFF')) {
    return refuse(
      'not-a-document',
      head.slice(8, 12) === 'WEBP' ? 'a WebP picture' : 'a sound or video',
      SAVE_TABLE,
    );
  }
  const found = SIGNATURES.find(([signature]) => head.startsWith(signature));
  return found === undefined ? { kind: 'text' } : refuse('not-a-document', found[1], SAVE_TABLE);
}

/** Files of old Office, and encrypted ones of new Office, name their streams in UTF-16. */
function recogniseCompound(bytes: Uint8Array): Kind {
  const has = (name: string) => Buffer.from(bytes).includes(Buffer.from(name, 'utf16le'));
  if (has('EncryptedPackage')) {
    return refuse('password', 'a spreadsheet or document with a password', 'Save it without a password.');
  }
  if (has('Workbook') || has('Book')) {
    return refuse('old-spreadsheet', 'an Excel file of the old kind (.xls)', 'Save it as .xlsx.');
  }
  const what = has('WordDocument') ? 'a Word file of the old kind (.doc)' : 'an old Office file';
  return refuse('not-a-document', what, SAVE_TEXT);
}

/** The names of the members are in plain text at the end of a ZIP. */
function recogniseZip(bytes: Uint8Array): Kind {
  const file = Buffer.from(bytes);
  const has = (name: string) => file.includes(name, 0, 'latin1');
  if (has('xl/vbaProject.bin')) {
    return refuse('macros', 'a spreadsheet with macros (.xlsm)', 'Save it as .xlsx, without macros.');
  }
  if (has('xl/workbook.xml')) return { kind: 'xlsx' };
  if (has('xl/workbook.bin'))
    return refuse('old-spreadsheet', 'a binary workbook (.xlsb)', 'Save it as .xlsx.');
  if (has('word/document.xml')) return refuse('not-a-document', 'a Word document (.docx)', SAVE_TEXT);
  if (has('ppt/presentation.xml')) return refuse('not-a-document', 'slides (.pptx)', SAVE_TEXT);
  if (has('opendocument.spreadsheet'))
    return refuse('old-spreadsheet', 'an OpenDocument table (.ods)', 'Save it as .xlsx.');
  return refuse(
    'not-a-document',
    'a ZIP archive',
    'Send the document in it, or the ZIP with content type application/zip.',
  );
}

function refuse(code: string, what: string, fix: string): Kind {
  return { kind: 'refused', code, what, fix };
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
