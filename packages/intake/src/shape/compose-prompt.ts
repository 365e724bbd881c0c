import type { Part } from './choose-text.ts';

const ENDS = /[。！？.!?…”"）)】\]]$/u;
const SPEAKER = /^([^\s:：“”"，。]{1,12})[:：]\s*(.+)$/u;

/** Puts the prompt of a shot together: how it is filmed, what is seen, what is said in quotes. */
export function composePrompt(
  texts: readonly string[],
  parts: readonly { part: Part; words: string }[],
): string {
  const seen = texts.join('\n');
  const isChinese = /\p{Script=Han}/u.test([seen, ...parts.map(({ words }) => words)].join(''));
  const [comma, stop, gap] = isChinese ? ['，', '。', ''] : [', ', '.', ' '];
  const fresh = parts.filter(({ words }) => !isSaid(words, seen));
  const of = (part: Part): string[] => fresh.filter((one) => one.part === part).map(({ words }) => words);
  const sentences = [
    of('camera').join(comma),
    ...texts,
    ...of('action'),
    of('look').join(comma),
    ...of('dialogue').map(quoteLines),
  ];
  return sentences
    .map((sentence) => sentence.trim())
    .filter(Boolean)
    .map((sentence, at, all) =>
      at < all.length - 1 && !ENDS.test(sentence) ? `${sentence}${stop}` : sentence,
    )
    .join(gap);
}

/** Words that the text already has. */
function isSaid(words: string, text: string): boolean {
  const bare = words.replaceAll(/^[\s「『“"']+|[\s」』”"']+$/gu, '');
  return text.includes(bare);
}

/** What is spoken, in quotes, so that it is read as such; a name before a colon is the speaker. */
function quoteLines(words: string): string {
  return words
    .split(/\n+/u)
    .map((line) => {
      if (/[“”"「『]/u.test(line)) return line;
      const [, speaker, said] = SPEAKER.exec(line) ?? [];
      return said === undefined ? `“${line}”` : `${speaker}：“${said}”`;
    })
    .join('');
}
