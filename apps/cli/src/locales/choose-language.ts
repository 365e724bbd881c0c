export type Language = 'zh' | 'en';

type Variables = Readonly<Record<string, string | undefined>>;

/** `--lang`, else that of the system. Chinese where the system names none, as in `C` or `POSIX`. */
export function chooseLanguage(argv: readonly string[], env: Variables): Language {
  const asked = argv.flatMap((argument, index) => {
    if (argument === '--lang') return argv[index + 1] ?? [];
    return argument.startsWith('--lang=') ? argument.slice('--lang='.length) : [];
  });
  const locale = asked.at(-1) ?? (env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '');
  return /^(?:$|c(?:\.|$)|posix$|zh)/i.test(locale) ? 'zh' : 'en';
}
