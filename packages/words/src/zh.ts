import { faultInChinese, fieldIn, nameIn } from './zh-faults.ts';
import type { Words } from './words.ts';

/** Options are read only in their own object. */
function isOption(pointer: string): boolean {
  return /^(?:\/storyboard)?\/(?:takes|provider|model|priority|force|durationPolicy)$/.test(pointer);
}

/** A value of a warning; an absent one is blank. */
function said(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

export const zh: Words = {
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
  storyboardStates: {
    queued: '排队',
    running: '进行中',
    paused: '已暂停',
    completed: '完成',
    partial: '部分完成',
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
  failures: {
    'content-policy': '服务商拒绝这段内容',
    invalid: '服务商拒绝这个请求',
    'provider-failed': '服务商渲染失败',
    'not-found': '服务商已经查不到这个任务',
    'gave-up': '已人工放弃',
    'no-answer': '多次提交都没有回音，也没有买成',
    dependency: '它接着的那个镜头没有片段',
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
    'field-understood': ({ pointer, asked, used, count = 1 }) => {
      const isSaid = used !== undefined && said(asked) !== said(used) && said(asked) !== '';
      const what = isSaid
        ? `“${nameIn(pointer)}”的 ${said(asked)} 读作 ${said(used)}`
        : `认出了“${nameIn(pointer)}”`;
      return `${what}${count > 1 ? `（共 ${count} 处）` : ''}`;
    },
    'encoding-understood': ({ asked }) => `文件不是 UTF-8，按 ${String(asked)} 读取`,
    'text-mended': ({ asked, used, places = [] }) =>
      `JSON 写法已修正${places.length > 0 ? `（${places.join('、')}）` : ''}：${said(used) === '' ? `去掉了 ${said(asked)}` : `${said(asked)} 读作 ${said(used)}`}`,
    'text-left-out': ({ asked }) => `没有用到：${said(asked)}`,
    'shots-found': ({ used }) => `按 ${String(used)} 个镜头读取`,
    'shots-numbered': () => '镜号缺失或重复，已按先后顺序编号',
    'shots-joined': ({ places = [] }) => `合并单元格里的几行算作一个镜头：${places.join('、')}`,
    'prompt-composed': ({ used }) => `prompt_text 由几列拼成：${String(used)}`,
    'values-computed': ({ used }) =>
      `有公式，读取表格软件保存的结果${used === undefined ? '' : `（${said(used)} 处）`}`,
    'file-ignored': () => '有些文件不是图片，没有用到',
    'file-not-used': ({ count = 1, places = [] }) => `${count} 个文件没有镜头用到：${places.join('、')}`,
    'file-understood': ({ count = 1, places = [] }) => `按文件夹认出 ${count} 张图片：${places.join('、')}`,
    'picture-not-sent': () => '有设定图没有发送：所选模型不支持参考图、数量超出，或镜头已有首帧',
    'pictures-stitched': ({ count = 1 }) => `${count} 个镜头的图片拼成了一张（拼图）`,
    'clip-differs': ({ count = 1 }) => `${count} 条片段的时长或画幅与要求不符，详见各条的提醒`,
  },
  problems: {
    'invalid-document': '分镜有问题，没有下单',
    'invalid-request': '请求有误',
    'malformed-json': '文件不是合格的 JSON',
    'body-too-large': '文件太大',
    'request-timeout': '上传超时，请重试',
    'unsupported-media-type': 'API 不认识这种文件',
    'unknown-provider': '没有这家服务商',
    'price-unknown': '不知道价格，没法按预算下单',
    unauthorized: 'API 需要密钥：请把有效的密钥写进 CINEFLOW_API_KEY',
    forbidden: '这把 API 密钥没有这个权限，请换一把权限更大的',
    'not-found': 'API 里没有这一项',
    'method-not-allowed': 'API 不认识这个请求，版本可能不同',
    'not-ready': 'API 现在答不了，什么都没有做',
    'range-not-satisfiable': '本地的半截文件比片段还长',
    'clip-not-available': '这一条还没有片段',
    'key-in-progress': '同一个订单正在受理，请稍后再试',
    'key-reused': '同一个订单号的内容变了，请重新提交',
    'not-in-this-state': '当前状态下不能这样做',
    'too-many-open-takes': '这把 API 密钥未完成的条数已到上限，请等一些完成',
    'picture-refused': '有图片不能用',
    'upload-refused': '上传的内容无法读取',
    'too-many-pictures': '这把 API 密钥保存的图片已到上限，请删掉一些',
    internal: 'API 内部出错，请附上请求编号反馈',
  },
  fault: faultInChinese,
};
