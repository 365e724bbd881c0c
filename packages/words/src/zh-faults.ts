import type { FieldError } from '@cineflow/contracts';

/** The field of a pointer, without the shot it is in. */
export function fieldIn(pointer: string): string {
  return pointer.replace(/^(?:\/storyboard)?(?:\/segments\/\d+)?\//, '').replaceAll('/', '.');
}

/** The last name in a pointer, as it was written. */
export function nameIn(pointer: string): string {
  const token = pointer.slice(pointer.lastIndexOf('/') + 1);
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** What each fault of a document means; `field` is the one it is about. */
const FAULTS: Readonly<Record<string, (field: string) => string>> = {
  required: (field) => `缺少 ${field}`,
  blank: (field) => `${field} 是空的`,
  'not-an-object': (field) => `${field} 应当是一个对象 { … }`,
  'not-a-list': (field) => `${field} 应当是一个列表 [ … ]`,
  'not-a-string': (field) => `${field} 应当是文字`,
  'not-a-number': (field) => `${field} 应当是数字`,
  'not-an-integer': (field) => `${field} 应当是整数`,
  'not-a-boolean': (field) => `${field} 应当是 true 或 false`,
  'not-positive': (field) => `${field} 应当大于 0`,
  'not-a-character': (field) => `${field} 不是角色`,
  'empty-list': (field) => `${field} 里什么都没有`,
  'duplicate-segment-index': () => '镜头编号重复',
  'duration-not-allowed': () => '模型没有这个时长',
  'unknown-resolution': () => '不认识这个画幅或分辨率',
  'resolution-not-supported': () => '模型不支持这个画幅或分辨率',
  'mode-not-supported': () => '模型做不了这种镜头',
  'no-route': () => '没有一家服务商做得了这个镜头',
  'unknown-provider': () => '没有这家服务商',
  'unknown-model': () => '服务商没有这个模型',
  'unknown-option': (field) => `没有 ${field} 这个选项`,
  'unknown-field': (field) => `不认识字段 ${field}`,
  'misplaced-option': (field) => `${field} 放错了位置`,
  'field-twice': (field) => `${field} 写了两次`,
  contradiction: (field) => `${field} 前后矛盾`,
  'prompt-too-long': () => '提示词太长',
  'too-long': (field) => `${field} 太长`,
  'too-many-shots': () => '镜头太多',
  'too-many-takes': () => '条数太多，请分几次下单',
  'order-too-large': () => '订单太大，请分几次下单',
  'broken-unicode': (field) => `${field} 里有损坏的文字`,
  'unknown-asset': () => '没有这张图片，请先上传',
  'image-url-private': () => '图片地址只有本机能打开，服务商打不开',
  'picture-unreachable': () => '服务商拿不到这张图片',
  'picture-inline': () => '图片不能直接写在这里',
  'list-too-long': (field) => `${field} 里的名字太多`,
  'nothing-to-continue': () => '第一个镜头前面没有镜头可接',
  'not-json': () => '不是合格的 JSON，也修正不了',
  truncated: () => '文件不完整，后面被截断了',
  abridged: () => '内容有省略，请给出全文',
  empty: () => '文件里什么都没有',
  'not-a-document': () => '这不是分镜文件',
  'unknown-encoding': () => '认不出文字编码，请存成 UTF-8',
  'mixed-encoding': () => '文件里混用了几种文字编码，请存成 UTF-8',
  'no-shots': () => '没有找到镜头',
  'shots-ambiguous': () => '有几处都像镜头列表，请只留一处',
  'text-ambiguous': () => '有几列都像画面，请只留一列',
  'several-documents': () => '里面有几份文档，请分开下单',
  'no-header': () => '表格没有认得的表头',
  'broken-table': () => '表格损坏，读不出来',
  'column-twice': () => '同一个含义有两列，请只留一列',
  'row-too-long': () => '这一行的格子比表头多',
  'row-without-text': () => '这一行没有画面',
  'row-without-number': () => '这一行没有镜号',
  'merged-unclear': () => '合并单元格的意思不明确，请拆开',
  'too-many-rows': () => '行数太多，请分几次下单',
  'too-large': () => '文件太大',
  'more-problems': () => '还有更多问题',
};

/** A fault in Chinese, with the value found; the English sentence follows where it says more. */
export function faultInChinese({ pointer, code, detail, value, fix }: FieldError): string {
  const field = fieldIn(pointer);
  const known = FAULTS[code]?.(field === '' ? '文件' : field);
  const found = value === undefined ? '' : `（现在是 ${JSON.stringify(value)}）`;
  const more = [detail, fix].filter((part) => part !== undefined).join(' ');
  return known === undefined ? more : `${known}${found} · ${more}`;
}
