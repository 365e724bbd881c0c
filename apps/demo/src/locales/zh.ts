import { zhWords } from '@cineflow/words';
import type { Catalogue } from './catalogue.ts';

const { states, waitReasons, breaker, warnings } = zhWords;

export const zh: Catalogue = {
  states,
  waitReasons,
  breaker,
  warnings,
  help: [
    '用法：pnpm demo [--faults] [--keep] [--lang zh|en] [--file 分镜.json] [--output 目录]',
    '  --faults  沙盒制造故障（受理后断线、502、429、坏文件），结果不变',
    '  --keep    结束后继续运行，按 Ctrl-C 退出',
    '  --file    提交你自己的分镜文件，可多次使用（默认提交 examples/ 里的全部）',
    '  --output  片段和日志的目录（默认 output/demo）',
  ].join('\n'),
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
  pictures: {
    posted: (name, takes, provider, files) =>
      `已提交《${name}》和 ${files} 个图片文件：${provider} ${takes} 条`,
    arrived: (provider, { link, data, sheet }) => {
      const parts = [
        link > 0 ? [`${link} 张走链接`] : [],
        data > 0 ? [`${data} 张随请求发送`] : [],
        sheet > 0 ? [`${sheet} 张拼图`] : [],
      ];
      return `${provider} 收到的图片：${parts.flat().join('，') || '没有'}`;
    },
    wrong: (missing, others) =>
      [
        missing.length === 0 ? [] : [`沙盒没有收到 ${missing.join('、')}`],
        others === 0 ? [] : [`沙盒多收到 ${others} 张别的图片`],
      ]
        .flat()
        .join('；'),
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
