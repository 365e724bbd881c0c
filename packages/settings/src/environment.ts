import { z } from 'zod';
import { PROVIDER_SECRETS, PROVIDER_VARIABLES } from './provider-settings.ts';
import { STORAGE_VARIABLES } from './storage-variables.ts';
import {
  address,
  currency,
  factor,
  flag,
  integer,
  jitter,
  milliseconds,
  rates,
  secret,
  secretAddress,
} from './value-schemas.ts';

const proxy = address(['http:', 'https:'], 'http://127.0.0.1:7890');

/** Every variable: allowed values, default, and meaning in two languages. */
export const Environment = z.object({
  REDIS_URL: address(['redis:', 'rediss:'], 'redis://127.0.0.1:6379')
    .prefault('redis://127.0.0.1:6379')
    .meta({
      en: 'Redis that schedules: queues, limiter, progress',
      zh: '负责调度的 Redis：队列、限流、进度',
    }),
  CINEFLOW_PREFIX: z
    .string()
    .regex(/^[\w.-]{1,40}$/, { error: 'must be 1 to 40 letters, digits, dots, dashes or underscores' })
    .prefault('cineflow')
    .meta({
      en: 'Prefix of every Redis key; two installations on one Redis need two',
      zh: '所有 Redis 键的前缀；同一个 Redis 上的两套系统需用不同前缀',
    }),
  HOST: z.string().prefault('127.0.0.1').meta({ en: 'Address the API listens on', zh: 'API 监听地址' }),
  PORT: integer(0, 65_535)
    .prefault('8080')
    .meta({ en: 'Port of the API; 0 takes any free one', zh: 'API 端口；0 表示任选空闲端口' }),
  OUTPUT_DIR: z
    .string()
    .prefault('./output')
    .meta({ en: 'Folder for the finished videos', zh: '片段保存目录' }),
  DATABASE_URL: secretAddress(
    ['postgres:', 'postgresql:'],
    'postgres://user:password@127.0.0.1:5432/cineflow',
  )
    .optional()
    .meta({
      en: 'PostgreSQL that keeps the book (what was ordered, sent, paid and stored), or DATABASE_URL_FILE; unset: SQLite in CINEFLOW_DATA_DIR, for one machine',
      zh: '保存账本（订单、提交、付费、片段记录）的 PostgreSQL，也可用 DATABASE_URL_FILE；不设则用 CINEFLOW_DATA_DIR 中的 SQLite，仅限单机',
    }),
  CINEFLOW_DATA_DIR: z.string().prefault('./data').meta({
    en: 'Folder of the SQLite book and of the journal, on a local disk; shared by all processes of this machine',
    zh: 'SQLite 账本与应急日志所在目录，须为本地磁盘；本机所有进程共用',
  }),
  CINEFLOW_JOURNAL_DIR: z.string().optional().meta({
    en: 'Folder in which a worker notes outcomes while the book is away; unset: journal in CINEFLOW_DATA_DIR',
    zh: '账本不可用时 worker 暂记提交结果的目录；不设则为 CINEFLOW_DATA_DIR 下的 journal',
  }),
  CINEFLOW_CURRENCY: currency.optional().meta({
    en: 'Currency of the book and of every variable that ends in _CENTS; unset: that of a new book is the one the providers bill in, or USD where they bill in several or do not say. A book keeps the one it began with',
    zh: '账本及所有以 _CENTS 结尾的变量所用的货币；不设时，新账本采用服务商计费的货币，有多种或未知时为 USD。账本始终保持最初的货币',
  }),
  CINEFLOW_RATES: rates.optional().meta({
    en: 'What one unit of another currency is worth in CINEFLOW_CURRENCY, such as CNY=0.14,EUR=1.08',
    zh: '其他货币一单位折合多少 CINEFLOW_CURRENCY，例如 CNY=0.14,EUR=1.08',
  }),
  CINEFLOW_OPEN: flag('false').meta({
    en: 'true: answer without API keys, as long as there are none, also where others reach HOST; whoever reaches it can spend',
    zh: 'true：尚无 API 密钥时，即使 HOST 对外可达也允许无密钥访问；能访问者即可花钱',
  }),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be one of fatal, error, warn, info, debug, trace, silent',
    })
    .prefault('info')
    .meta({ en: 'Least severe level that is logged', zh: '日志级别' }),
  LOG_FORMAT: z
    .enum(['auto', 'json', 'pretty'], { error: 'must be one of auto, json, pretty' })
    .prefault('auto')
    .meta({
      en: 'How log lines look; auto: readable on a terminal, else JSON',
      zh: '日志格式；auto：终端上为便于阅读的文本，否则为 JSON',
    }),
  NODE_ENV: z.string().prefault('development').meta({
    en: '"production" spreads the submits (see CINEFLOW_SUBMIT_JITTER_MS)',
    zh: '设为 production 时错开提交时间（见 CINEFLOW_SUBMIT_JITTER_MS）',
  }),
  CINEFLOW_BOARD_USER: z
    .string()
    .optional()
    .meta({ en: 'User name of the queue dashboard', zh: '队列面板用户名' }),
  CINEFLOW_BOARD_PASSWORD: secret().optional().meta({
    en: 'Password of the queue dashboard, or CINEFLOW_BOARD_PASSWORD_FILE',
    zh: '队列面板密码，也可用 CINEFLOW_BOARD_PASSWORD_FILE 指定文件',
  }),

  CINEFLOW_DEFAULT_PROVIDER: z.string().optional().meta({
    en: 'Provider of storyboards that name none; unset: the first that is set up, in the order of this file',
    zh: '分镜未指定服务商时使用哪一个；不设则为本文件中第一个已配置的服务商',
  }),
  CINEFLOW_PROVIDERS_FILE: z.string().optional().meta({
    en: 'File with more provider accounts (docs/providers/files.md); unset: providers.yaml in the folder of the process, where there is one',
    zh: '更多服务商账户的文件（见 docs/providers/files.zh-CN.md）；不设则读取进程所在目录下的 providers.yaml（如果有）',
  }),
  CINEFLOW_MODELS_FILE: z.string().optional().meta({
    en: 'File with models to add and rows to change (docs/providers/files.md); unset: models.yaml in the folder of the process, where there is one',
    zh: '新增或修改模型的文件（见 docs/providers/files.zh-CN.md）；不设则读取进程所在目录下的 models.yaml（如果有）',
  }),
  HTTP_PROXY: proxy.optional().meta({ en: 'Proxy for http addresses', zh: '访问 http 地址所用的代理' }),
  HTTPS_PROXY: proxy.optional().meta({ en: 'Proxy for https addresses', zh: '访问 https 地址所用的代理' }),
  NO_PROXY: z
    .string()
    .optional()
    .meta({ en: 'Hosts reached without the proxy, separated by commas', zh: '不走代理的主机，用逗号分隔' }),

  MAX_CONCURRENT_TASKS: integer(1, 10_000).prefault('20').meta({
    en: 'Operations in flight at a provider, over all workers',
    zh: '服务商处同时进行的任务上限（所有 worker 合计）',
  }),
  GEN_COUNT_PER_SEGMENT: integer(1, 20).prefault('1').meta({
    en: 'Takes per shot where a storyboard does not say; each take is paid for',
    zh: '分镜未指定时每个镜头生成几条；每条都要付费',
  }),
  CINEFLOW_OPEN_TAKES_PER_KEY: integer(0, 10_000_000).prefault('100000').meta({
    en: 'How many takes one API key may have open at a time; more are refused with 429. 0: no limit',
    zh: '每个 API 密钥最多可同时有多少个未完成的镜头；超出的订单以 429 拒绝。0 表示不限',
  }),
  CINEFLOW_PICTURES_PER_KEY: integer(0, 10_000_000).prefault('10000').meta({
    en: 'How many pictures one API key may keep; unused ones are removed after 30 days. 0: no limit',
    zh: '每个 API 密钥最多可保存多少张图片；30 天未使用的会被清理。0 表示不限',
  }),
  CINEFLOW_PUBLIC_URL: address(['http:', 'https:'], 'https://cineflow.example.com').optional().meta({
    en: 'Address under which providers reach this API, to fetch uploaded pictures by signed links; unset: they get a link of the object store, or the picture itself where they take it',
    zh: '服务商访问本 API 所用的公网地址，用于凭签名链接获取上传的图片；不设则使用对象存储链接，或在服务商支持时直接发送图片内容',
  }),
  CINEFLOW_MEDIA_SECRET: secret().optional().meta({
    en: 'Key that signs those links, or CINEFLOW_MEDIA_SECRET_FILE; a new one ends all links. Unset: one is made and kept in the book',
    zh: '签名上述链接的密钥，也可用 CINEFLOW_MEDIA_SECRET_FILE；更换后旧链接全部失效。不设则自动生成并保存在账本中',
  }),
  CINEFLOW_DAILY_BUDGET_CENTS: integer(0, 1_000_000_000).optional().meta({
    en: 'Most that all storyboards may cost on one day (UTC), in cents; unset: no limit',
    zh: '所有分镜每天（UTC）合计最多花费，单位为分；不设则不限',
  }),
  CINEFLOW_DEGRADED_LIMIT: integer(1, 10_000).prefault('5').meta({
    en: 'The limit while the breaker is open; at most MAX_CONCURRENT_TASKS',
    zh: '熔断期间的上限；不超过 MAX_CONCURRENT_TASKS',
  }),
  CINEFLOW_TRIP_AFTER: integer(1, 1_000)
    .prefault('2')
    .meta({ en: 'Provider errors in a row that open the breaker', zh: '连续多少次服务商错误后熔断' }),
  CINEFLOW_COOLDOWN_MS: milliseconds()
    .prefault('600000')
    .meta({ en: 'How long the degraded limit holds (ms)', zh: '降级上限保持多久（毫秒）' }),
  CINEFLOW_COOLDOWN_GROWTH: factor().prefault('1').meta({
    en: 'Each trip during a recovery makes the next cool-down longer by this factor; 1 for never',
    zh: '恢复期间再次熔断时，下一次冷却时间乘以此系数；1 表示不延长',
  }),
  CINEFLOW_COOLDOWN_MAX_MS: milliseconds()
    .prefault('3600000')
    .meta({ en: 'The longest a cool-down grows to (ms)', zh: '冷却时间延长的上限（毫秒）' }),
  CINEFLOW_RECOVERY_STEP_MS: milliseconds()
    .prefault('60000')
    .meta({ en: 'After that the limit grows by one per this time (ms)', zh: '此后每隔多久上限加一（毫秒）' }),

  CINEFLOW_SUBMIT_JITTER_MS: jitter.optional().meta({
    en: 'Random wait before each submit, "minimum-maximum" in ms; unset: 500-3000 in production, else 0',
    zh: '每次提交前的随机等待，“最小-最大”毫秒；不设时生产环境为 500-3000，其他为 0',
  }),
  CINEFLOW_SUBMIT_TIMEOUT_MS: milliseconds(100)
    .prefault('60000')
    .meta({ en: 'Longest wait for the answer to a submit (ms)', zh: '等待提交应答的最长时间（毫秒）' }),
  CINEFLOW_SETTLE_MS: milliseconds(0).prefault('120000').meta({
    en: 'How long an unconfirmed submit must be absent at the provider before it is sent again (ms), five times as long if nothing was bought since; at least CINEFLOW_SUBMIT_TIMEOUT_MS',
    zh: '提交结果不明时，在服务商处查不到多久才重新提交（毫秒），此后没有别的提交则等五倍；不得小于 CINEFLOW_SUBMIT_TIMEOUT_MS',
  }),
  CINEFLOW_POLL_FIRST_MS: milliseconds(0).optional().meta({
    en: 'Wait before the first poll (ms); unset: learned from finished takes',
    zh: '首次查询前的等待（毫秒）；不设则由已完成的任务学习得出',
  }),
  CINEFLOW_POLL_MIN_MS: milliseconds(10)
    .prefault('250')
    .meta({ en: 'Shortest wait between two polls (ms)', zh: '两次查询的最短间隔（毫秒）' }),
  CINEFLOW_POLL_MAX_MS: milliseconds(10)
    .prefault('30000')
    .meta({ en: 'Longest wait between two polls (ms)', zh: '两次查询的最长间隔（毫秒）' }),
  CINEFLOW_POLL_LIMIT_MS: milliseconds().prefault('2100000').meta({
    en: 'After this time a take counts as overdue and is asked for rarely (ms); it is never paid again',
    zh: '超过此时间视为超时，之后低频查询（毫秒）；绝不会再次付费',
  }),
  CINEFLOW_POLLS_PER_SECOND: integer(0, 10_000).prefault('50').meta({
    en: 'Most requests per second that ask for the state of operations, over all workers; 0: no limit',
    zh: '每秒最多发出多少次任务状态查询（所有 worker 合计）；0 表示不限',
  }),
  CINEFLOW_STALL_MS: milliseconds(100).prefault('10000').meta({
    en: 'Time without a sign of life after which another worker takes over a job (ms)',
    zh: 'worker 多久没有动静后，其任务由其他 worker 接手（毫秒）',
  }),
  CINEFLOW_COLLECT_CONCURRENCY: integer(1, 1_000)
    .prefault('8')
    .meta({ en: 'Downloads at once per worker', zh: '每个 worker 同时下载数' }),
  CINEFLOW_COLLECT_BYTES_PER_SECOND: integer(0, 100_000_000_000).prefault('0').meta({
    en: 'Bandwidth of all downloads of one worker together (bytes per second); 0: no cap',
    zh: '每个 worker 所有下载合计的带宽上限（字节/秒）；0 表示不限',
  }),
  CINEFLOW_STORAGE_RESERVE_MB: integer(0, 10_000_000).prefault('512').meta({
    en: 'Free space in OUTPUT_DIR below which no download begins; below twice of it nothing new is submitted (MB)',
    zh: 'OUTPUT_DIR 剩余空间低于此值时不再开始下载；低于其两倍时不再提交新任务（MB）',
  }),
  ...STORAGE_VARIABLES,
  CINEFLOW_WORKER_CONCURRENCY: integer(1, 1_000)
    .prefault('50')
    .meta({ en: 'Short jobs at once per worker', zh: '每个 worker 同时处理的短任务数' }),
});
export type Environment = z.infer<typeof Environment>;

const OWN_SECRETS = [
  'DATABASE_URL',
  'CINEFLOW_BOARD_PASSWORD',
  'CINEFLOW_MEDIA_SECRET',
  'S3_SECRET_ACCESS_KEY',
] as const;

/** Variables that can also be given as `NAME_FILE`, the path of a file with the value. */
export const SECRET_VARIABLES: readonly string[] = [...OWN_SECRETS, ...PROVIDER_SECRETS];

/** Every variable, those of the providers first. */
export const VARIABLES: Readonly<Record<string, z.ZodType>> = { ...PROVIDER_VARIABLES, ...Environment.shape };

/** Retired variables, each with its replacement. They are ignored with a note. */
export const RETIRED_VARIABLES: Readonly<Record<string, string>> = {
  CINEFLOW_JOURNAL_KEEP_DAYS: 'the book keeps what was paid',
  CINEFLOW_KEYS_FILE: 'make API keys with `pnpm keys create`',
  CINEFLOW_REDIS_DURABILITY: 'Redis may lose anything; the book is set by DATABASE_URL',
};
