import { describeDurations, type Mode, type ModeCapabilities, type Price } from '@cineflow/core';
import {
  capabilitiesOf,
  createProviders,
  FAMILIES,
  type Capability,
  type ModelRow,
  type Preset,
} from '@cineflow/providers';
import type { PageLanguage } from './configuration-page.ts';
import { accountVariables } from './provider-settings.ts';

const WORDS = {
  en: {
    head: [
      '# Providers',
      '[中文](README.zh-CN.md)',
      'Accounts that a variable sets up, what each can be asked for, and what it sells. More accounts and other models are ' +
        'written into [two files](files.md). `npm run providers -- check` asks those that are set up, for nothing.',
      '**None of them was tried live by us.** The rows are written from documents, client code and resellers; the page of ' +
        'each says which. This page is generated from the model tables: `pnpm generate`.',
    ],
    accounts: '| provider | wire | variables | default model | prices of |',
    capabilities: 'What it can be asked for',
    capabilitiesNote:
      'Without a list of operations, a create whose answer was lost is for a person to settle. Without prices of its own, ' +
      'those of the table count.',
    names: {
      listRecent: 'operations',
      chargeLog: 'charges',
      balance: 'key, balance',
      keyModels: 'models of the key',
      prices: 'prices',
      pollPage: 'polls by page',
    },
    models: 'Models of',
    rows: '| model | starts from | seconds | ratios | sizes | sound | seed | negative prompt | price | not paid | last day |',
    modes: { text: 'text', image: 'first frame', frames: 'first and last frame', video: 'video' },
    references: (most: number) => `up to ${most} references`,
    audio: { choice: 'as you like', always: 'yes', never: 'no' },
    units: { call: 'a clip', second: 'a second', token: 'a token' },
    failures: { 'provider-failed': 'failed', 'content-policy': 'refused content' },
    told: 'asked from it',
    off: 'off',
  },
  zh: {
    head: [
      '# 服务商',
      '[English](README.md)',
      '用环境变量即可设置的账户、每个账户可以查询什么、卖什么。更多账户和模型写在[两个文件](files.zh-CN.md)里。' +
        '`npm run providers -- check` 会免费检查已设置的账户。',
      '**我们都没有在真实接口上试过。** 表中内容来自文档、客户端代码和转售商，出处见各自的页面。本页由模型表生成：`pnpm generate`。',
    ],
    accounts: '| 服务商 | 接口 | 变量 | 默认模型 | 价格日期 |',
    capabilities: '可以查询什么',
    capabilitiesNote: '没有任务列表的，应答丢失的提交要由人来确认。自身不提供价格的，以表中价格为准。',
    names: {
      listRecent: '任务列表',
      chargeLog: '扣费记录',
      balance: '密钥、余额',
      keyModels: '密钥可用的模型',
      prices: '价格',
      pollPage: '按页查询',
    },
    models: '模型：',
    rows: '| 模型 | 起点 | 秒数 | 画幅 | 清晰度 | 声音 | 种子 | 负面提示词 | 价格 | 不收费的失败 | 最后一天 |',
    modes: { text: '文字', image: '首帧', frames: '首尾帧', video: '视频' },
    references: (most: number) => `最多 ${most} 个参考`,
    audio: { choice: '可选', always: '有', never: '无' },
    units: { call: '每条', second: '每秒', token: '每 token' },
    failures: { 'provider-failed': '失败', 'content-policy': '内容被拒' },
    told: '向其查询',
    off: '停用',
  },
} as const;

const MARK = '✓';
const ASKABLE = ['listRecent', 'chargeLog', 'balance', 'keyModels', 'prices', 'pollPage'] as const;
const lineOf = (columns: string): string => columns.replaceAll(/[^|]+/g, ' --- ');

interface Seller {
  family: string;
  preset: Preset;
  can: readonly Capability[];
}

/** Text of `docs/providers/README.md` or its Chinese page. `pages`: ids of providers with a page of their own. */
export function providersPage(language: PageLanguage, pages: ReadonlySet<string>): string {
  const words = WORDS[language];
  const sellers = readSellers();
  const suffix = language === 'en' ? '.md' : '.zh-CN.md';
  const accounts = sellers.map(({ family, preset }) => {
    const { key, address } = accountVariables(preset.id);
    const name = pages.has(preset.id) ? `[${preset.id}](${preset.id}${suffix})` : preset.id;
    const needed = [
      ...(preset.apiKey === undefined ? [`\`${key}\``] : []),
      ...(preset.baseUrl === undefined ? [`\`${address}\``] : []),
    ];
    return `| ${name} | ${family} | ${needed.join(' ')} | \`${preset.defaultModel}\` | ${preset.pricesOf ?? ''} |`;
  });
  const columns = `| | ${ASKABLE.map((name) => words.names[name]).join(' | ')} |`;
  const can = sellers.map(
    ({ preset, can }) =>
      `| ${preset.id} | ${ASKABLE.map((name) => (can.includes(name) ? MARK : '')).join(' | ')} |`,
  );
  const tables = sellers.flatMap((seller) => [
    '',
    `## ${words.models} ${seller.preset.id}`.replace('： ', '：'),
    '',
    words.rows,
    lineOf(words.rows),
    ...seller.preset.models.map((model) => rowOf(model, seller, language)),
  ]);
  const lines = [
    ...words.head.join('\n\n').split('\n'),
    '',
    words.accounts,
    lineOf(words.accounts),
    ...accounts,
    '',
    `## ${words.capabilities}`,
    '',
    words.capabilitiesNote,
    '',
    columns,
    lineOf(columns),
    ...can,
    ...tables,
  ];
  return `${lines.join('\n')}\n`;
}

/** Every preset, with the optional abilities of an account at its default address. */
function readSellers(): Seller[] {
  const all = FAMILIES.flatMap(({ family, presets }) => presets.map((preset) => ({ family, preset })));
  const providers = createProviders({
    spoolDirectory: '',
    providers: all.map(({ family, preset: { id, keyFile, baseUrl = 'https://site.example/v1' } }) => {
      const key = keyFile?.example() ?? 'none';
      return { id, family, baseUrl, apiKey: { reveal: () => key } };
    }),
  });
  return all.map((seller, index) => ({ ...seller, can: capabilitiesOf(providers[index] ?? {}) }));
}

function rowOf(model: ModelRow, { can }: Seller, language: PageLanguage): string {
  const words = WORDS[language];
  const {
    id,
    modes,
    audio,
    seed,
    negativePrompt,
    prices = [],
    refunds = [],
    retiresOn = '',
    enabled,
  } = model;
  const abilities = Object.entries(modes);
  const starts = abilities.map(([mode, ability]) =>
    mode === 'references'
      ? words.references(ability.maxReferences ?? 1)
      : words.modes[mode as Exclude<Mode, 'references'>],
  );
  const seconds = abilities.map(([, { durations }]) => describeDurations(durations).replace(' to ', '–'));
  const cells = [
    `\`${id}\``,
    starts.join(', '),
    joinOnce(seconds),
    joinOnce(abilities.map(([, { aspectRatios }]) => aspectRatios.join(' '))),
    joinOnce(abilities.map(([, { resolutions = [] }]: [string, ModeCapabilities]) => resolutions.join(' '))),
    audio === undefined ? '' : words.audio[audio],
    seed ? MARK : '',
    negativePrompt ? MARK : '',
    prices.length === 0 && can.includes('prices')
      ? words.told
      : prices.map((price) => priceText(price, language)).join(', '),
    refunds.map((failure) => words.failures[failure]).join(', '),
    enabled ? retiresOn : words.off,
  ];
  return `| ${cells.join(' | ')} |`;
}

function joinOnce(texts: readonly string[]): string {
  return [...new Set(texts)].filter((text) => text !== '').join(' / ');
}

function priceText({ amountMicros, currency, unit, ...of }: Price, language: PageLanguage): string {
  const about = [of.mode, of.resolution].filter((part) => part !== undefined).join(' ');
  const amount = `${amountMicros / 1_000_000} ${currency} ${WORDS[language].units[unit]}`;
  return about === '' ? amount : `${amount} (${about})`;
}
