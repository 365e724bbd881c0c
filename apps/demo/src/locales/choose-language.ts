import type { Catalogue } from './catalogue.ts';
import { joinCatalogues } from './join-catalogues.ts';
import { en } from './en.ts';
import { zh } from './zh.ts';

export type Language = 'zh' | 'en';

type Variables = Readonly<Record<string, string | undefined>>;

/** Language of the demo: the requested one, else Chinese on a Chinese system, else both. */
export function chooseLanguage(asked: Language | undefined, env: Variables): Catalogue {
  if (asked !== undefined) return asked === 'zh' ? zh : en;
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  return locale.toLowerCase().startsWith('zh') ? zh : joinCatalogues(zh, en);
}
