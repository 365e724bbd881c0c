import type { Catalogue } from './catalogue.ts';

/** The field of a pointer, without the shot it is in. */
function fieldIn(pointer: string): string {
  return pointer.replace(/^(?:\/storyboard)?(?:\/segments\/\d+)?\//, '').replaceAll('/', '.');
}

/** Options are read only in their own object. */
function isOption(pointer: string): boolean {
  return /^(?:\/storyboard)?\/(?:takes|provider|model|priority|force|durationPolicy)$/.test(pointer);
}

/** A value of a warning; an absent one is blank. */
function said(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

export const zh: Catalogue = {
  help: [
    '用法：pnpm demo [--faults] [--keep] [--lang zh|en] [--file 分镜.json] [--output 目录]',
    '  --faults  沙盒制造故障（受理后断线、502、429、坏文件），结果不变',
    '  --keep    结束后继续运行，按 Ctrl-C 退出',
    '  --file    提交你自己的分镜文件，可多次使用（默认提交 examples/ 里的全部）',
    '  --output  片段和日志的目录（默认 output/demo）',
  ].join('\n'),
  states: {
    queued: '排队',
    submitting: '提交中',
    unconfirmed: '待核对',
    rendering: '渲染中',
    overdue: '超时',
    collecting: '收片',
    completed: '完成',
    reused: '已复用',
    failed: '失败',
    cancelled: '已取消',
  },
  waitReasons: {
    permit: '等名额',
    breaker: '熔断',
    rate: '限速',
    budget: '预算',
    balance: '余额',
    auth: '密钥',
    paused: '暂停',
    provider: '服务商',
    dependency: '依赖',
    unconfirmed: '待核对',
    storage: '存储',
    worker: '无 worker',
    address: '接口地址',
    download: '下载',
    recovery: '恢复账本',
  },
  breaker: { closed: '正常', open: '降级', recovering: '恢复中', isolated: '隔离' },
  stack: {
    oldNode: (version) =>
      `影流演示需要 Node 24，当前是 ${version}。请运行：npx -y pnpm@12 demo（会自动安装并使用 Node 24）`,
    redis: 'Redis',
    starting: (workers) => `正在启动沙盒、API 和 ${workers} 个 worker …`,
    stopping: '正在停止 …',
    ready: '已就绪',
    api: 'API',
    documentation: '接口文档',
    board: '队列面板',
    bill: '沙盒账单',
    clips: '片段目录',
    logs: '日志目录',
    faults: '故障',
    kept: (folder) => `使用你的 Redis：再次运行时，${folder} 里已有的片段会免费复用；账单合计各次运行`,
    fresh: (folder) => `本次使用临时 Redis，全部重新生成，片段放在 ${folder}`,
    ended: (name) => `${name} 意外退出`,
  },
  orders: {
    posted: (name, takes) => `已提交《${name}》：${takes} 条`,
    warning: '提醒',
    shot: (segmentIndex) => `镜头 ${segmentIndex}`,
    refused: (file) => `${file} 未被受理`,
  },
  warnings: {
    'duration-adjusted': ({ asked, used }) =>
      `要求 ${String(asked)} 秒，模型没有这一档，改用 ${String(used)} 秒`,
    'resolution-defaulted': ({ used }) => `没有写画幅，改用 ${String(used)}`,
    'image-url-cleaned': () => '图片地址里多余的空格、引号或括号已去掉',
    'image-url-unusable': () => '图片地址无法使用，已忽略',
    'character-without-id': () => '角色没有 ID，按原文使用',
    'option-not-supported': ({ pointer }) =>
      isOption(pointer)
        ? `${fieldIn(pointer)} 写在 segments 旁边不起作用，请写进 options`
        : `所选模型不支持 ${fieldIn(pointer)}，这一项不起作用`,
    'video-params-conflict': () => 'video_params 与外层字段不一致，以外层字段为准',
    'field-not-used': ({ pointer, count = 1 }) =>
      `${fieldIn(pointer)} 没有用到${count > 1 ? `（共 ${count} 处）` : ''}：服务商只看 prompt_text，需要就写进去`,
    'field-understood': ({ asked, used }) => `${String(asked)} 按 ${String(used)} 理解`,
    'file-ignored': () => '有些文件不是图片，没有用到',
    'encoding-understood': ({ asked }) => `文件不是 UTF-8，按 ${String(asked)} 读取`,
    'text-mended': ({ asked, used, places = [] }) =>
      `JSON 写法已修正${places.length > 0 ? `（${places.join('、')}）` : ''}：${said(asked)} 读作 ${said(used)}`,
    'text-left-out': ({ asked }) => `没有用到：${said(asked)}`,
    'shots-found': ({ used }) => `按 ${String(used)} 个镜头读取`,
    'shots-numbered': () => '镜号缺失或重复，已按先后顺序编号',
    'shots-joined': ({ places = [] }) => `合并单元格里的几行算作一个镜头：${places.join('、')}`,
    'prompt-composed': ({ used }) => `prompt_text 由几列拼成：${String(used)}`,
    'values-computed': ({ used }) =>
      `有公式，读取表格软件保存的结果${used === undefined ? '' : `（${said(used)} 处）`}`,
    'file-not-used': ({ count = 1, places = [] }) => `${count} 个文件没有镜头用到：${places.join('、')}`,
    'file-understood': ({ count = 1, places = [] }) => `按文件夹认出 ${count} 张图片：${places.join('、')}`,
    'picture-not-sent': () => '有设定图没有发送：所选模型不支持参考图、数量超出，或镜头已有首帧',
    'pictures-stitched': ({ count = 1 }) => `${count} 个镜头的图片拼成了一张（拼图）`,
    'clip-differs': ({ count = 1 }) => `${count} 条片段的时长或画幅与要求不符，详见各条的提醒`,
  },
  progress: {
    takes: '条',
    inFlight: '并发',
    breaker: '熔断器',
    waiting: '等待',
    eta: (seconds) => `预计还需 ${seconds} 秒`,
    tooLong: (seconds) => `${seconds} 秒后仍未完成`,
  },
  table: {
    storyboard: '分镜',
    shot: '镜头',
    take: '条',
    provider: '服务商',
    state: '状态',
    seconds: '秒',
    cost: '费用',
    clip: '片段',
  },
  result: {
    creates: (accepted, refused) => `沙盒账单：受理 ${accepted} 次，拒绝 ${refused} 次`,
    clipsChecked: (clips, sizeText) => `片段 ${clips} 个，共 ${sizeText}，逐个核对：可播放，sha256 一致`,
    paidPerTake: (figure) => `每条付费 ${figure} 次`,
    reused: (takes) => `复用 ${takes} 条：已有片段，不付费`,
    maxInFlight: (most, limit) => `最高并发 ${most}，上限 ${limit}`,
    cost: (amount) => `共花费 ${amount} USD`,
    faultsSeen: '经历的故障',
    downloads: (downloads, clips) => `下载 ${downloads} 次得到 ${clips} 个完好的片段`,
    good: (seconds) => `✔ 全部完成，用时 ${seconds} 秒`,
    bad: '✘ 演示未通过：',
    seeLogs: (folder) => `日志：${folder}`,
    notDone: '没有完成',
    paidForNothing: '付了费却不属于任何一条',
    notOnBill: '已渲染，但账单上没有',
    overLimit: (most, limit) => `并发 ${most} 超过上限 ${limit}`,
    clipWrong: '片段有问题',
  },
  keep: {
    running: '仍在运行，可以继续提交：',
    stop: '按 Ctrl-C 停止',
    interrupted: '已中断',
  },
};
