import { z } from 'zod';
import { Environment, SECRET_VARIABLES } from './environment.ts';
import { KEY_FILE_VARIABLES, PROVIDER_VARIABLES } from './provider-settings.ts';

/** Languages of the page. */
export type PageLanguage = 'en' | 'zh';

const Description = z.object({ en: z.string(), zh: z.string() });

/** Headings; each comes before the variable it names. */
const SECTIONS = [
  { first: 'REDIS_URL', en: 'Service', zh: '服务' },
  { first: 'CINEFLOW_DEFAULT_PROVIDER', en: 'Provider and network', zh: '服务商与网络' },
  { first: 'MAX_CONCURRENT_TASKS', en: 'How much at once, and for how much', zh: '并发与花费' },
  { first: 'CINEFLOW_SUBMIT_JITTER_MS', en: 'Submits and polls', zh: '提交与查询' },
  { first: 'CINEFLOW_COLLECT_CONCURRENCY', en: 'Downloads and room', zh: '下载与空间' },
  { first: 'CINEFLOW_STORAGE', en: 'Where clips are kept', zh: '片段保存位置' },
  { first: 'CINEFLOW_WORKER_CONCURRENCY', en: 'Workers', zh: 'worker' },
] as const;

const HEADS = {
  en: [
    '# Configuration',
    '[中文](configuration.zh-CN.md)',
    'Every setting is an environment variable. A file `.env` in the folder of the project is read too; what is set in the ' +
      'environment wins. A wrong value stops the process with one sentence and exit code 78.',
    'API, workers and commands must be given the same values. A key or password may lie in a file instead: `NAME_FILE` ' +
      'holds its path; the table marks these variables with 🔑.',
    'This page is generated from the code: `pnpm generate`.',
  ],
  zh: [
    '# 配置',
    '[English](configuration.md)',
    '所有设置都是环境变量，也会读取项目目录下的 `.env`，环境中已有的值优先。取值有误时进程不会启动，会用一句话说明原因，退出码 78。',
    'API、worker 和各个命令必须使用相同的值。密钥和密码可以放在文件里：用 `变量名_FILE` 给出文件路径，表中以 🔑 标出。',
    '本页由代码生成：`pnpm generate`。',
  ],
} as const;

const COLUMNS = { en: '| variable | default | meaning |', zh: '| 变量 | 默认值 | 含义 |' } as const;

/** Text of `docs/configuration.md` or its Chinese page: every variable with default and meaning. */
export function configurationPage(language: PageLanguage): string {
  const rows = inOrder().flatMap(([name, schema]) => {
    const value = schema instanceof z.ZodPrefault ? `\`${String(schema.def.defaultValue)}\`` : '';
    const mark = SECRET_VARIABLES.includes(name) && !KEY_FILE_VARIABLES.has(name) ? ' 🔑' : '';
    const meaning = Description.parse(schema.meta())[language].replaceAll('|', String.raw`\|`);
    return [...headingOf(name, language), `| \`${name}\`${mark} | ${value} | ${meaning} |`];
  });
  return `${[...HEADS[language].join('\n\n').split('\n'), ...rows].join('\n')}\n`;
}

/** Every variable; those of the providers come after the one that selects the default. */
function inOrder(): [string, z.ZodType][] {
  return Object.entries(Environment.shape).flatMap((entry) =>
    entry[0] === 'CINEFLOW_DEFAULT_PROVIDER' ? [entry, ...Object.entries(PROVIDER_VARIABLES)] : [entry],
  );
}

function headingOf(name: string, language: PageLanguage): string[] {
  const section = SECTIONS.find(({ first }) => first === name);
  return section === undefined
    ? []
    : ['', `## ${section[language]}`, '', COLUMNS[language], '| --- | --- | --- |'];
}
