import { duration } from './duration.ts';
import type { Texts } from './texts.ts';
import { zhManage } from './texts-zh-manage.ts';

export const zh: Texts = {
  list: '、',
  colon: '：',
  notes: {
    dotEnv: (names) => `提醒：用到了 .env 里的 ${names}`,
    genCount: (takes) => `提醒：按 GEN_COUNT_PER_SEGMENT，每个镜头做 ${takes} 条（--takes 可以改）`,
    warning: '提醒',
    more: (count) => `还有 ${count} 条提醒，用 --json 看全部`,
    shot: (index) => `镜头 ${index}`,
    nthShot: (place) => `第 ${place} 个镜头`,
    noReason: '命令行',
  },
  run: {
    known: (name, id) => `接着做《${name}》（${id}）：已经下过单，不再付费`,
    estimate: ({ name, shots, takes, reused, toPay }) =>
      `《${name}》：${shots} 个镜头，${takes} 条` +
      (reused > 0 ? `，其中 ${reused} 条已有片段，不付费` : '') +
      (reused > 0 && toPay > 0 ? `，要付费的 ${toPay} 条` : ''),
    priceUnknown: '价格未知',
    free: '这次不花钱',
    total: (price) => `预计花费：${price}`,
    confirm: (price) => `现在下单吗？预计花费 ${price}`,
    nothingOrdered: '没有下单，没有花钱',
    ordered: (name, id) => `已下单《${name}》（${id}）`,
    retrying: (name, takes) => `《${name}》有 ${takes} 条失败，将再买一次`,
    retryHint: '失败的条可以再买一次（会再付费）：同一条命令加上 --retry-failed',
    takes: '条',
    waiting: '等待',
    fetched: (clips) => `已下载 ${clips}`,
    eta: (seconds) => `预计还需 ${duration(seconds, ['秒', '分', '小时'])}`,
    apiAway: 'API 暂时没有回应，正在重试；已经提交的渲染不受影响',
    clipsThere: (all, downloaded) =>
      downloaded === all
        ? `下载了 ${all} 个片段`
        : `片段 ${all} 个，本次下载 ${downloaded} 个，其余早已在本地`,
    ended: ({ name, id, word, kept, takes, reused, money }) =>
      `《${name}》${word}：${kept}/${takes} 条` +
      (reused > 0 ? `（复用 ${reused} 条）` : '') +
      `，花费 ${money}（${id}）`,
    comeBack: (ids) => `处理好之后服务器会自动继续；回来看进度：cineflow watch ${ids}`,
    interrupted: {
      before: '已中断：没有下单，没有花钱',
      ordering: '已中断：订单可能已经送达服务器',
      ordered: '已中断：只是不再看进度，服务器上的工作仍在继续，也照常付费',
    },
    again: (command, ids) =>
      `再运行同一条命令就接着做，不会重复付费：cineflow ${command}` +
      (ids === '' ? '' : `\n只看进度：cineflow watch ${ids}；不想做了：cineflow cancel <编号>`),
  },
  hints: {
    permit: '名额都在用，会自动轮到',
    breaker: '服务商出错，正在减速，会自动恢复',
    rate: '服务商要求暂停，会自动继续',
    budget: '预算不够：cineflow budget <编号> <金额> 可以提高',
    balance: '服务商账户余额不足：请去充值',
    auth: '服务商不接受密钥：请检查 .env 里的密钥，改好后重启 API 和 worker',
    paused: '已被暂停：cineflow resume <编号> 可以恢复',
    provider: '服务商正在渲染',
    dependency: '在等另一条：内容相同，或是它接着的那个镜头',
    unconfirmed: '有待核对的付费：cineflow unconfirmed 看证据、做决定',
    storage: '存储空间不够，或账本暂时打不开',
    recovery: 'Redis 刚启动，正在恢复',
    worker: '没有 worker 在运行：请启动 worker（cineflow up 会一起启动）',
    address: '服务商的接口地址不通：请检查地址',
    download: '片段暂时下载不了，会自动重试',
  },
  table: {
    storyboard: '分镜',
    shot: '镜头',
    take: '条',
    state: '状态',
    cost: '费用',
    clip: '片段',
    provider: '服务商',
    model: '模型',
    prompt: '提示词',
    pictures: '图',
    id: '编号',
    ordered: '下单时间',
    done: '完成',
    breaker: '熔断器',
    inFlight: '并发',
    waiting: '排队',
    operation: '任务',
    refunded: '退款',
  },
  ...zhManage,
  errors: {
    oldNode: (version) =>
      `需要 Node 24，当前是 ${version}。请运行：npx -y pnpm@12 cineflow（会自带 Node 24）`,
    apiAddress: (text) => `API 地址不对：${text}`,
    unreachable: {
      refused: (url) => `连不上 ${url}：那里没有 API 在运行`,
      timeout: (url) => `${url} 太久没有回应`,
      network: (url) => `连不上 ${url}：网络出错`,
      foreign: (url) => `${url} 有程序在运行，但不是影流的 API（或版本不同）`,
    },
    unreachableHint: '先启动它：cineflow up；在别处就设置 CINEFLOW_API_URL。检查全部：cineflow doctor',
    unexpected: (message) => `出了意外的错误：${message}`,
    requestId: (id) => `请求编号：${id}`,
    noSuchPath: (path) =>
      path === 'input' ? '没有写分镜文件，当前目录下也没有 input/' : `没有这个文件或目录：${path}`,
    noStoryboard: (path) => `${path} 里没有分镜文件`,
    tooLarge: (path) => `${path} 太大了，不像分镜文件`,
    empty: (path) => `${path} 是空文件`,
    oneName: '--name 只能用于一份分镜',
    zipOptions: (path) => `${path} 是 ZIP：选项要写在它里面的 options.json，不能写在命令行`,
    refused: (path) => `${path} 没有被受理：`,
    nothingOrdered: '全部没有下单，没有花钱。改好再运行同一条命令',
    genCount: (text) => `GEN_COUNT_PER_SEGMENT=${text} 不对：应当是 1 到 20`,
    needsYes: '下单要有人确认，这里却没有终端可以提问，所以没有下单。确定要下单就加 --yes',
    needsTerminal: '这个命令要提问，需要在终端里运行',
    clipNotFetched: (take, reason) => `${take} 的片段没有下载成功：${reason}。再运行 cineflow pull 即可`,
    nothingOrderedYet: '还没有下过单',
    badAmount: (text) => `金额不对：${text}。写数字，例如 50，或 none（不限）`,
    oneDecision: '--adopt、--not-accepted、--give-up 只能选一个',
    badAction: (text) => `不认识 ${text}：可以是 list、check、trip、reset、isolate、reopen`,
    badShell: (text) => `不支持 ${text}：可以是 bash、zsh、fish、powershell`,
    files: {
      EACCES: (path) => `没有权限写 ${path}`,
      EPERM: (path) => `没有权限写 ${path}`,
      EROFS: (path) => `${path} 是只读的`,
      ENOSPC: (path) => `磁盘满了，写不下 ${path}`,
      ENOTDIR: (path) => `${path} 的上级不是目录`,
      EISDIR: (path) => `${path} 是目录，不是文件`,
      EEXIST: (path) => `${path} 已经存在，而且不是目录`,
    },
  },
};
