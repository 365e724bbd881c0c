import type { Language } from './choose-language.ts';
import { en } from './help-en.ts';
import { zh } from './help-zh.ts';
import type { Help } from './help.ts';

const HELPS: Readonly<Record<Language, Help>> = { zh, en };

/** The help in a language; apart from the other texts, which it need not load. */
export function helpIn(language: Language): Help {
  return HELPS[language];
}
