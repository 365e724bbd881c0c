import type { Language } from './choose-language.ts';
import { en } from './texts-en.ts';
import { zh } from './texts-zh.ts';
import type { Texts } from './texts.ts';

const TEXTS: Readonly<Record<Language, Texts>> = { zh, en };

/** What the program says in a language. */
export function textsIn(language: Language): Texts {
  return TEXTS[language];
}
