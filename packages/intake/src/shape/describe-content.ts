import { cutText, isRecord, kindOf } from '@cineflow/core';
import { quote } from '../findings.ts';

const SEND =
  'Send {"segments": [{"segment_index": 1, "prompt_text": "…"}]}, or a table with a column 画面 or prompt_text.';
const MOST_NAMES = 12;

/** What a document holds that has no list of shots, so that people see what was found. */
export function describeContent(body: unknown): { detail: string; fix: string } {
  if (Array.isArray(body) && body.length === 0) return { detail: 'the list is empty', fix: SEND };
  if (Array.isArray(body)) {
    const first: unknown = body.find(isRecord);
    if (isRecord(first))
      return {
        detail: `${describeList('the list', body)}; none is the text of a shot`,
        fix: nameText(first),
      };
    return {
      detail: `a list of ${body.length} entries was found, and ${kindOf(body[0])} is no shot`,
      fix: SEND,
    };
  }
  if (!isRecord(body))
    return { detail: `a storyboard was expected, and ${kindOf(body)} was found`, fix: SEND };
  const [biggest] = listsIn(body).toSorted((one, other) => other.list.length - one.list.length);
  const names = Object.keys(body);
  const fields = `its fields are ${names
    .slice(0, MOST_NAMES)
    .map((name) => cutText(name, 40))
    .join(', ')}`;
  if (biggest === undefined) {
    const script = names.find(
      (name) => /script|文案|旁白|口播/iu.test(name) && typeof body[name] === 'string',
    );
    if (script !== undefined) {
      const said = `${script} is one text of ${String(body[script]).length} characters (${quote(String(body[script]))})`;
      return {
        detail: `no list of shots was found; ${said}; ${fields}`,
        fix: 'Divide it into shots first: one text for each.',
      };
    }
    return {
      detail: names.length === 0 ? 'the document is empty' : `no list of shots was found; ${fields}`,
      fix: SEND,
    };
  }
  const first: unknown = biggest.list.find(isRecord);
  const detail = `no list of shots was found; ${describeList(`under ${biggest.name}`, biggest.list)}`;
  return { detail, fix: isRecord(first) ? nameText(first) : SEND };
}

function describeList(where: string, list: readonly unknown[]): string {
  const first: unknown = list.find(isRecord);
  const names = isRecord(first)
    ? Object.keys(first)
        .slice(0, MOST_NAMES)
        .map((name) => cutText(name, 40))
    : [];
  const said = names.length === 0 ? '' : ` with ${names.join(', ')}`;
  return `${list.length} entries ${where}${said}`.replace('entries the list', 'entries');
}

/** The longest text of an entry is most likely its picture. */
function nameText(entry: Record<string, unknown>): string {
  const texts = Object.entries(entry).filter(
    (field): field is [string, string] => typeof field[1] === 'string',
  );
  const [longest] = texts.toSorted(([, one], [, other]) => other.length - one.length);
  if (longest === undefined) return SEND;
  return `The text seems to be in ${cutText(longest[0], 40)}: call that field prompt_text, and the list segments.`;
}

function listsIn(value: unknown, name = '', depth = 0): { name: string; list: unknown[] }[] {
  if (depth > 6) return [];
  if (Array.isArray(value)) {
    const inner = isRecord(value[0]) ? listsIn(value[0], name, depth + 1) : [];
    return [...(value.length > 0 && isRecord(value[0]) ? [{ name, list: value }] : []), ...inner];
  }
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => listsIn(inner, key, depth + 1));
}
