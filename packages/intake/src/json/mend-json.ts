import { MEANT, NOT_JSON } from './explain-json.ts';
import { isStructural, readQuoted, type Mend } from './mend-string.ts';

/** Why a text is not mended: what is missing cannot be known. */
export class UnmendableError extends Error {
  override readonly name = 'UnmendableError';
  readonly code: 'truncated' | 'abridged' | 'not-json';
  readonly at: number;

  constructor(code: 'truncated' | 'abridged' | 'not-json', message: string, at: number) {
    super(message);
    this.code = code;
    this.at = at;
  }
}

const MOST_DEPTH = 64;
const LONGEST_WORD = 200;
const SPACE = /[\s\u200b\u2060\ufeff]/u;
const LEFT_OUT = /\.{3}|…|省略|其余|以此类推|后续|同上|remaining|the rest|similar/iu;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/iu;
const WORD = /^[\p{L}\p{N}_@.:/%+-]+$/u;
const ENDS_WORD = /[\s,，、；;:：{}[\]｛｝［］【】"“”'‘’]/u;

/**
 * Writes almost-JSON as JSON, with a list of what was mended: punctuation, quotes, commas, comments, words of Python.
 * Nothing is completed: where brackets, colons or ends are missing, it throws.
 */
export class JsonMender {
  readonly mends: Mend[] = [];
  readonly #text: string;
  readonly #out: string[] = [];
  #at = 0;

  constructor(text: string, start = 0) {
    this.#text = text;
    this.#at = start;
  }

  /** Mends one value. @throws UnmendableError */
  mend(): { json: string; end: number } {
    this.#out.length = 0;
    this.#value(0, 'root');
    return { json: this.#out.join(''), end: this.#at };
  }

  /** Goes on at a later place. */
  skipTo(at: number): void {
    this.#at = at;
  }

  #value(depth: number, inside: 'root' | 'object' | 'list'): void {
    if (depth > MOST_DEPTH) throw this.#refuse('not-json', `it is nested deeper than ${MOST_DEPTH} levels`);
    this.#skip();
    const sign = this.#sign();
    if (sign === '{') this.#object(depth);
    else if (sign === '[') this.#list(depth);
    else if (sign === '"') this.#string(inside === 'object' ? 'value' : 'item');
    else this.#word();
  }

  #object(depth: number): void {
    const start = this.#at;
    this.#take('{');
    let isFirst = true;
    for (;;) {
      const commas = this.#commas(isFirst);
      const sign = this.#sign(start);
      if (sign === '}') break;
      if (sign === ']') throw this.#refuse('not-json', 'a ] where an object ends; a bracket is missing');
      if (!isFirst) this.#comma(commas, sign);
      isFirst = false;
      if (sign === '"') this.#string('name');
      else if (sign === '{' || sign === '[')
        throw this.#refuse('not-json', 'a bracket where a name should be; one before is missing');
      else this.#name();
      this.#skip();
      if (this.#sign(start) !== ':') throw this.#refuse('not-json', 'a colon is missing');
      this.#take(':');
      this.#value(depth + 1, 'object');
    }
    this.#take('}');
  }

  #list(depth: number): void {
    const start = this.#at;
    this.#take('[');
    let isFirst = true;
    for (;;) {
      const commas = this.#commas(isFirst);
      const sign = this.#sign(start);
      if (sign === ']') break;
      if (sign === '}') throw this.#refuse('not-json', 'a } where a list ends; a bracket is missing');
      if (sign === ':') throw this.#refuse('not-json', 'a colon in a list; a bracket is missing');
      if (!isFirst) this.#comma(commas, sign);
      isFirst = false;
      this.#value(depth + 1, 'list');
    }
    this.#take(']');
  }

  /** Passes commas between two members; tells of those that do not belong there. Null: there is none. */
  #commas(isFirst: boolean): number | null {
    let first: number | null = null;
    for (this.#skip(); this.#sign() === ','; this.#skip()) {
      const [at, found] = [this.#at, this.#text.charAt(this.#at)];
      if (isFirst || first !== null) this.#note(at, 'a comma too many is left out', found, '');
      first ??= at;
      if (found !== ',' && !isFirst) this.#note(at, `${found} is read as a comma`, found, ',');
      this.#at += 1;
    }
    if (first !== null && !isFirst && (this.#sign() === '}' || this.#sign() === ']'))
      this.#note(first, 'a comma before a closing bracket is left out', ',', '');
    return first;
  }

  #comma(commas: number | null, sign: string): void {
    if (commas === null) {
      if (sign === 'word') throw this.#refuse('not-json', 'a comma or a quote is missing');
      this.#note(this.#at, 'a comma is missing, and is read as if it were there', '', ',');
    }
    this.#out.push(',');
  }

  #take(sign: string): void {
    const found = this.#text.charAt(this.#at);
    if (found !== sign) this.#note(this.#at, `${found} is read as ${sign}`, found, sign);
    this.#out.push(sign);
    this.#at += 1;
  }

  #string(role: 'name' | 'value' | 'item'): void {
    const read = readQuoted(this.#text, this.#at, role);
    if (typeof read === 'string') throw this.#refuse(read === 'open' ? 'truncated' : 'not-json', WHY[read]);
    for (const mend of read.mends) this.mends.push(mend);
    this.#out.push(JSON.stringify(read.value));
    this.#at = read.end;
  }

  #name(): void {
    const at = this.#at;
    const word = this.#readWord();
    this.#note(at, `the name ${word} gets its quotes`, word, `"${word}"`);
    this.#out.push(JSON.stringify(word));
  }

  #word(): void {
    const at = this.#at;
    const word = this.#readWord();
    const plain = word.normalize('NFKC');
    if (NUMBER.test(plain) || plain === 'true' || plain === 'false' || plain === 'null') {
      if (plain !== word) this.#note(at, `${word} is read as ${plain}`, word, plain);
      this.#out.push(plain);
      return;
    }
    const meant = NOT_JSON.get(plain) ?? JSON.stringify(word);
    this.#note(at, `${word} is read as ${meant}`, word, meant);
    this.#out.push(meant);
  }

  #readWord(): string {
    const start = this.#at;
    let end = start;
    while (end < this.#text.length && !this.#endsWord(end)) end += 1;
    const word = this.#text.slice(start, end);
    if (LEFT_OUT.test(word) && !NUMBER.test(word)) throw this.#refuse('abridged', ABRIDGED);
    if (word === '')
      throw this.#refuse(
        start >= this.#text.length ? 'truncated' : 'not-json',
        start >= this.#text.length ? WHY.open : 'a value is missing',
      );
    if (word.length > LONGEST_WORD || !WORD.test(word))
      throw this.#refuse('not-json', `${word.slice(0, 40)} has no quotes`);
    this.#at = end;
    // Several words without quotes: their end would be a guess.
    this.#skip();
    if (this.#sign() === 'word' && this.#at > end)
      throw this.#refuse('not-json', `${word.slice(0, 40)} … has no quotes`);
    return word;
  }

  #endsWord(at: number): boolean {
    const character = this.#text.charAt(at);
    // A colon inside of 9:16 belongs to the word.
    if ((character === ':' || character === '：') && /\d/u.test(this.#text.charAt(at - 1)))
      return !/\d/u.test(this.#text.charAt(at + 1));
    return ENDS_WORD.test(character);
  }

  /** Passes spaces and comments. */
  #skip(): void {
    for (;;) {
      while (this.#at < this.#text.length && SPACE.test(this.#text.charAt(this.#at))) this.#at += 1;
      const two = this.#text.slice(this.#at, this.#at + 2);
      const ends = two === '/*' ? '*/' : two === '//' || two.startsWith('#') ? '\n' : null;
      if (ends === null) return;
      const found = this.#text.indexOf(ends, this.#at);
      if (found < 0 && ends === '*/') throw this.#refuse('truncated', 'a comment does not end');
      const end = found < 0 ? this.#text.length : found + ends.length;
      const comment = this.#text.slice(this.#at, end).trim();
      if (LEFT_OUT.test(comment)) throw this.#refuse('abridged', ABRIDGED);
      this.#note(this.#at, 'a comment is left out', comment, '');
      this.#at = end;
    }
  }

  /** The kind of the next character; at the end of the text something is open. */
  #sign(opened?: number): string {
    if (this.#at >= this.#text.length) {
      if (opened === undefined) return '';
      this.#at = opened;
      throw this.#refuse(
        'truncated',
        'it ends too early: this bracket is not closed. The file was cut off, or a bracket is missing',
      );
    }
    const character = this.#text.charAt(this.#at);
    const meant = MEANT.get(character) ?? character;
    return isStructural(meant) || meant === '"' || '{['.includes(meant) ? meant : 'word';
  }

  #note(at: number, what: string, found: string, meant: string): void {
    this.mends.push({ at, what, found, meant });
  }

  #refuse(code: UnmendableError['code'], message: string): UnmendableError {
    return new UnmendableError(code, message, Math.min(this.#at, this.#text.length));
  }
}

const ABRIDGED = 'something was left out here (… or “the rest”); write all shots out';
const WHY = {
  open: 'it ends too early: a quote is missing, or the file was cut off',
  unclear: 'quotes inside of a text do not pair, so its end is unclear; write them as \\" or “ ”',
} as const;
