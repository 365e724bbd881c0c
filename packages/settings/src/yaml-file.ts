import { isNode, isPair, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml';
import type { z } from 'zod';
import type { SettingsProblem } from './settings-error.ts';

/** Position in a file: keys and indexes from the top. */
export type YamlPath = readonly (string | number)[];

/** A parsed settings file. Problems name line and column, never a value: it may be a secret. */
export interface YamlFile<Content> {
  /** Absent if there are problems. */
  content?: Content;
  problems: readonly SettingsProblem[];
  /** A problem of a well-formed value that is still wrong. */
  problemAt(path: YamlPath, fix: string): SettingsProblem;
}

const NO_ALIASES = 'must be written out: references such as &name and *name are not read';

/** Reads a YAML or JSON file by a schema; an empty file counts as `{}`. */
export function readYaml<Content>(name: string, text: string, schema: z.ZodType<Content>): YamlFile<Content> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placeOf = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const problemAt = (path: YamlPath, fix: string): SettingsProblem => ({
    variable: [placeOf(offsetOf(document, path)), namePath(path)].filter((part) => part !== '').join(' '),
    value: undefined,
    fix,
  });
  const broken = document.errors.map(({ message, pos }) => ({
    variable: placeOf(pos[0]),
    value: undefined,
    fix: `must be YAML: ${message.replace(/\.$/, '')}`,
  }));
  if (broken.length > 0) return { problems: broken, problemAt };
  const alias = findAlias(document);
  if (alias !== undefined) {
    return { problems: [{ variable: placeOf(alias), value: undefined, fix: NO_ALIASES }], problemAt };
  }
  const parsed = schema.safeParse(document.toJS() ?? {});
  if (parsed.success) return { content: parsed.data, problems: [], problemAt };
  const problems = parsed.error.issues.flatMap((issue) => toProblems(issue, problemAt));
  return { problems, problemAt };
}

function findAlias(document: Document): number | undefined {
  let offset: number | undefined;
  visit(document, {
    Alias: (_, { range }) => {
      offset = range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

function toProblems(
  issue: z.core.$ZodIssue,
  problemAt: YamlFile<unknown>['problemAt'],
): readonly SettingsProblem[] {
  const path = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
  if (issue.code !== 'unrecognized_keys') return [problemAt(path, issue.message)];
  return issue.keys.map((key) => problemAt([...path, key], issue.message));
}

/** Offset of a field's key, else of its value, else of what surrounds it. */
function offsetOf(document: Document, path: YamlPath): number {
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    const items = isNode(parent) && 'items' in parent ? parent.items : [];
    const item = typeof key === 'number' ? items[key] : items.find((one) => isKey(one, key));
    const node = isPair(item) ? item.key : item;
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function isKey(item: unknown, key: string | undefined): boolean {
  return isPair(item) && isScalar(item.key) && item.key.value === key;
}

/** `models[0].prices[1].unit` */
function namePath(path: YamlPath): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '');
}
