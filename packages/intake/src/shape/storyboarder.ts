import { isRecord, type JsonRecord } from '@cineflow/core';
import type { Findings } from '../findings.ts';
import type { Cleaned } from './find-shots.ts';
import { cleanShot } from './clean-shot.ts';

/** A file of Storyboarder: boards whose lengths are thousandths of a second. */
export function isStoryboarder(body: unknown): body is JsonRecord & { boards: JsonRecord[] } {
  if (!isRecord(body) || !Array.isArray(body.boards) || !body.boards.every(isRecord)) return false;
  return (
    Object.hasOwn(body, 'defaultBoardTiming') || body.boards.some((board) => Object.hasOwn(board, 'newShot'))
  );
}

/** Each board is a shot; its words are those of action, notes and dialogue. */
export function fromStoryboarder(
  body: JsonRecord & { boards: JsonRecord[] },
  findings: Findings,
  at: string,
): Cleaned {
  const { boards } = body;
  findings.note({
    code: 'shots-found',
    detail: `${boards.length} boards of Storyboarder are read as segments; lengths are milliseconds there`,
    pointer: `${at}/boards`,
    used: boards.length,
  });
  const segments = boards.map((board, index) => {
    const { action, notes, dialogue, duration = body.defaultBoardTiming } = board;
    const text = typeof action === 'string' && action.trim() !== '' ? action : notes;
    const pointer = `${at}/boards/${index}`;
    const shot = cleanShot(
      { shot: { action: text, dialogue, duration_ms: duration }, pointer, owners: [] },
      findings,
    );
    return { segment_index: index + 1, ...shot };
  });
  const ratio = typeof body.aspectRatio === 'number' ? { resolution: ratioOf(body.aspectRatio) } : {};
  return { document: { ...ratio, segments }, origins: boards.map((_, index) => `${at}/boards/${index}`) };
}

function ratioOf(ratio: number): string {
  return `${Math.round(ratio * 1_000)}:1000`;
}
