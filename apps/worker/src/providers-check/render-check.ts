import type { ProviderCheck, Trouble } from './check-provider.ts';
import type { Money } from '@cineflow/core';

/** Languages of the report. */
export type Language = 'zh' | 'en';

/** What an operator changes for an account: variables, or fields of providers.yaml. */
export interface AccountNames {
  key: string;
  address: string;
}

/** Beyond it what is searched for in the provider's list may be missed. */
const CLOCK_LIMIT_MS = 30_000;
const MOST_MODELS = 12;

const STATES = {
  zh: { works: '可用', broken: '不可用', unknown: '未能确认' },
  en: { works: 'works', broken: 'does not work', unknown: 'not known' },
} as const;

type Sentence = (names: AccountNames, check: ProviderCheck) => string;

const TROUBLES: Record<Trouble, Record<Language, Sentence>> = {
  'wrong-key': {
    zh: ({ key }) =>
      `密钥被拒绝。请在服务商控制台核对密钥（是否完整、过期、停用，分组是否有权限），改正 ${key}`,
    en: ({ key }) =>
      `the key is refused. Look in the provider's console whether it is whole, valid and allowed, and correct ${key}`,
  },
  'no-money': {
    zh: () => '余额不足。请在服务商处充值',
    en: () => 'there is no money left. Top the account up',
  },
  'not-encrypted': {
    zh: ({ address }) => `地址是 http，密钥会以明文传输，因此没有发送任何内容。请把 ${address} 改为 https`,
    en: ({ address }) =>
      `the address is http, which would send the key unencrypted, so nothing was sent. Write https in ${address}`,
  },
  'no-answer': {
    zh: ({ address }) => `没有应答。请检查网络、代理（HTTPS_PROXY）和 ${address} 的主机名、端口、http/https`,
    en: ({ address }) =>
      `nothing answers. Check the network, the proxy (HTTPS_PROXY), and host, port and http/https of ${address}`,
  },
  'proxy-login': {
    zh: () => '代理要求登录（407）。请在 HTTPS_PROXY 中写明用户名和密码',
    en: () => 'the proxy asks for a login (407). Write user and password into HTTPS_PROXY',
  },
  redirect: {
    zh: ({ address }) => `该地址转向别处，密钥不会跟着发送。请把 ${address} 写成最终地址（通常是 https）`,
    en: ({ address }) =>
      `the address leads elsewhere, and the key is not sent after it. Write the final address into ${address} (mostly https)`,
  },
  'web-page': {
    zh: ({ address }) =>
      `返回的是网页而不是接口数据。${address} 应是接口地址（通常以 /v1 结尾），不是网站首页`,
    en: ({ address }) =>
      `a web page answers, not the interface. ${address} must be the address of the interface, which mostly ends in /v1`,
  },
  'no-such-path': {
    zh: ({ address }) =>
      `该路径下没有服务商的接口。请检查 ${address} 的路径（多或少了 /v1，或写成了完整的接口路径）`,
    en: ({ address }) =>
      `nothing of the provider is at this path. Check the path of ${address}: a /v1 too many or missing, or the path of one call`,
  },
  'no-models': {
    zh: () =>
      '密钥可用，但服务商列给它的模型里没有一个是这里登记的。请在控制台给密钥选择含视频模型的分组；若服务商用的是别的名字，请写进 models.yaml',
    en: () =>
      'the key works, but none of the models listed for it is known here. Give the key a group with video models; where the provider has other names for them, write these into models.yaml',
  },
  throttled: {
    zh: () => '服务商要求暂缓查询（429）。请过几分钟再试',
    en: () => 'the provider limits questions at the moment (429). Try again in a few minutes',
  },
  'in-trouble': {
    zh: () => '服务商出错。请稍后再试；若持续如此，请联系服务商',
    en: () => 'the provider is in trouble. Try again later; if it stays so, ask the provider',
  },
};

/** What a check says, for people. */
export function renderCheck(check: ProviderCheck, names: AccountNames, language: Language): string[] {
  const isChinese = language === 'zh';
  const { id, family, baseUrl, state, trouble, message, betterUrl } = check;
  const mark = { works: '✓', broken: '✗', unknown: '?' }[state];
  const lines = [`${mark} ${id} (${family}, ${baseUrl}): ${STATES[language][state]}`];
  if (trouble !== undefined) lines.push(TROUBLES[trouble][language](names, check));
  if (betterUrl !== undefined) {
    lines.push(isChinese ? `改为 ${names.address}: ${betterUrl}` : `write ${names.address}: ${betterUrl}`);
  }
  if (message !== undefined) lines.push(isChinese ? `对方回答：${message}` : `it answered: ${message}`);
  if (state === 'unknown' && trouble === undefined) {
    lines.push(
      isChinese
        ? '没有免费的查询可用，第一次提交才能知道'
        : 'it has no free question; the first create will show',
    );
  }
  if (state === 'works' || trouble === 'no-models')
    lines.push(...moneyLines(check, isChinese), ...modelLines(check, isChinese));
  lines.push(...clockLines(check, isChinese));
  return [lines[0] ?? '', ...lines.slice(1).map((line) => `    ${line}`)];
}

/** What sets a provider up, where there is none. */
export function renderNoProvider(ways: readonly string[], language: Language): string {
  if (language === 'en') return `No provider is set up. Set one of ${ways.join(', ')}.`;
  return `没有设置任何服务商。请设置其中一家：${ways.join('、').replaceAll(' with ', ' 和 ')}。`;
}

/** A variable that means nothing, most likely mistyped. */
export function renderUnknownVariable(
  { name, meant }: { name: string; meant?: string },
  language: Language,
): string {
  const isChinese = language === 'zh';
  const what = isChinese ? `没有变量 ${name}` : `There is no variable ${name}`;
  if (meant === undefined) return what;
  return isChinese ? `${what}，是否应为 ${meant}？` : `${what}: is ${meant} meant?`;
}

function moneyLines({ balance }: ProviderCheck, isChinese: boolean): string[] {
  if (balance === undefined)
    return [isChinese ? '余额：服务商不提供查询' : 'money left: the provider does not say'];
  return [`${isChinese ? '余额：' : 'money left: '}${microsToText(balance)}`];
}

function modelLines({ models }: ProviderCheck, isChinese: boolean): string[] {
  if (models === undefined) {
    return [isChinese ? '可用模型：服务商不提供查询' : 'models of the key: the provider does not say'];
  }
  const { usable, missing, missingDefault } = models;
  const none = isChinese ? '无' : 'none';
  const lines = [`${isChinese ? '可用模型：' : 'models of the key: '}${shorten(usable) || none}`];
  if (missing.length > 0) {
    lines.push(`${isChinese ? '该密钥不可用：' : 'not of this key: '}${shorten(missing)}`);
  }
  if (missingDefault !== undefined && usable[0] !== undefined) {
    lines.push(
      isChinese
        ? `默认模型 ${missingDefault} 不在其中：请在订单里写明模型，例如 "model": "${usable[0]}"`
        : `the default model ${missingDefault} is not among them: name one in the order, such as "model": "${usable[0]}"`,
    );
  }
  return lines;
}

function shorten(ids: readonly string[]): string {
  const more = ids.length - MOST_MODELS;
  return [...ids.slice(0, MOST_MODELS), ...(more > 0 ? [`+${more}`] : [])].join(', ');
}

function clockLines({ clockOffsetMs }: ProviderCheck, isChinese: boolean): string[] {
  if (clockOffsetMs === undefined) return [];
  const seconds = Math.abs(clockOffsetMs) / 1000;
  // Dates of answers are cut to the second.
  if (seconds <= 1) return [isChinese ? '时钟：与本机一致' : 'clock: in step with this machine'];
  const isAhead = clockOffsetMs > 0;
  const words = isChinese
    ? `时钟：服务商比本机${isAhead ? '快' : '慢'} ${seconds} 秒`
    : `clock: ${seconds} s ${isAhead ? 'ahead of' : 'behind'} this machine`;
  const isFar = Math.abs(clockOffsetMs) > CLOCK_LIMIT_MS;
  const fix = isChinese ? '；请为本机校时（NTP）' : '; set the clock of this machine (NTP)';
  return [isFar ? words + fix : words];
}

/** `12.34 CNY` */
function microsToText({ amountMicros, currency }: Money): string {
  return `${(amountMicros / 1_000_000).toFixed(2)} ${currency}`;
}
