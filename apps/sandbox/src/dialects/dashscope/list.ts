import { type Answer, answerBadGateway, cutInHalf } from '../../answer.ts';
import type { Sandbox } from '../../sandbox.ts';
import * as answers from './answers.ts';
import { describeRow } from './describe-task.ts';

export type ListQuery = Readonly<Record<'page_no' | 'page_size', string | undefined>>;

const DAY_MS = 24 * 3_600_000;
const DEFAULT_SIZE = 10;
/** Rows that slip through where newer ones are removed between two pages. */
const SHIFTED_ROWS = 3;

/** One page of the tasks of the last day, newest first. Tasks younger than the lag are not in it yet. */
export function list(query: ListQuery, { settings, operations, faults }: Sandbox): Answer {
  const fault = faults.choose('list', '', '');
  if (fault === 'list-html') return answerBadGateway();
  if (fault === 'list-500') return answers.answerServerError();
  if (fault === 'list-429') return answers.answerTooMany(settings);
  const now = Date.now();
  const isListed = (acceptedAt: number) =>
    acceptedAt <= now - settings.listLagMs && acceptedAt > now - DAY_MS;
  const all = operations
    .cameBy('dashscope')
    .filter(({ acceptedAt }) => isListed(acceptedAt))
    .toReversed();
  const page = Number(query.page_no ?? 1);
  const size = Number(query.page_size ?? DEFAULT_SIZE);
  const from = (page - 1) * size + (fault === 'list-shifted' && page > 1 ? SHIFTED_ROWS : 0);
  const rows = all
    .slice(from, from + size)
    .filter((_, index) => fault !== 'list-short' || index % 2 === 0)
    .map((operation) => describeRow(operation, { now, clockOffsetMs: settings.clockOffsetMs }))
    .map((row) => (fault === 'list-stale' ? { ...row, status: 'RUNNING' } : row));
  const told = {
    data: rows,
    total: all.length,
    total_page: Math.ceil(all.length / size),
    page_no: page,
    page_size: size,
  };
  return fault === 'list-cut-json' ? cutInHalf(JSON.stringify(told)) : answers.answer(told);
}
