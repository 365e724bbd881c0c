import { expect, test } from 'vitest';
import { chooseLanguage } from './choose-language.ts';

test.each([
  [[], {}, 'zh'],
  [[], { LANG: 'C.UTF-8' }, 'zh'],
  [[], { LANG: 'POSIX' }, 'zh'],
  [[], { LANG: 'zh_CN.UTF-8' }, 'zh'],
  [[], { LANG: 'en_US.UTF-8' }, 'en'],
  [[], { LANG: 'zh_CN.UTF-8', LC_ALL: 'en_GB.UTF-8' }, 'en'],
  [['run', '--lang', 'zh'], { LANG: 'en_US.UTF-8' }, 'zh'],
  [['--lang=en'], { LANG: 'zh_TW.UTF-8' }, 'en'],
])('of %j and %j it is %s', (argv, env, language) => {
  expect(chooseLanguage(argv, env)).toBe(language);
});
