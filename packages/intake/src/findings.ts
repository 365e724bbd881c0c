import type { FieldError, Warning } from '@cineflow/contracts';
import { cutText, echoValue } from '@cineflow/core';

/** Notes of a kind that are given one by one; the others are counted. */
const MOST_SINGLE = 20;
const MOST_PLACES = 10;
const MOST_PROBLEMS = 100;

/** What was mended or guessed. `key` joins notes that say the same of many places. */
export interface Finding {
  code: Warning['code'];
  detail: string;
  pointer?: string;
  /** Line and column, or row and column; beside the pointer. */
  place?: string;
  asked?: unknown;
  used?: unknown;
  key?: string;
}

interface Group {
  first: Finding;
  count: number;
  places: string[];
}

/** Collects what is to be said of one file. */
export class Findings {
  readonly problems: FieldError[] = [];
  readonly #notes: Warning[] = [];
  readonly #groups = new Map<string, Group>();
  readonly #kinds = new Map<string, number>();

  /** A mend or a guess. With a `key` it is told once, with its places; else one by one up to a limit. */
  note(finding: Finding): void {
    const { key, code } = finding;
    const kind = this.#kinds.get(code) ?? 0;
    if (key === undefined && kind < MOST_SINGLE) {
      this.#kinds.set(code, kind + 1);
      this.#notes.push(toWarning(finding));
      return;
    }
    const name = key ?? `more ${code}`;
    const group = this.#groups.get(name) ?? { first: finding, count: 0, places: [] };
    this.#groups.set(name, group);
    group.count += 1;
    const place = finding.place ?? finding.pointer;
    if (place !== undefined && group.places.length < MOST_PLACES) group.places.push(place);
  }

  /** Something that must be decided by a person; there is no document then. Returns what a reader returns then. */
  problem(code: string, detail: string, extra: Partial<FieldError> = {}): undefined {
    if (this.problems.length >= MOST_PROBLEMS) return undefined;
    const { value, pointer = '', fix } = extra;
    const echo = echoValue(value);
    this.problems.push({
      pointer,
      code,
      detail,
      ...(echo === undefined ? {} : { value: echo }),
      ...(fix === undefined ? {} : { fix }),
    });
    return undefined;
  }

  /** All notes; a group is one of them. */
  notes(): Warning[] {
    const grouped = [...this.#groups.values()].map(({ first, count, places }) => {
      const times = count === 1 ? '' : `; in ${count} places`;
      const warning = toWarning({ ...first, detail: `${first.detail}${times}` });
      return { ...warning, count, ...(places.length > 0 ? { places } : {}) };
    });
    return [...this.#notes, ...grouped];
  }
}

function toWarning({ code, detail, pointer = '', place, asked, used }: Finding): Warning {
  const [said, meant] = [echoValue(asked), echoValue(used)];
  return {
    pointer,
    code,
    detail: place === undefined ? detail : `${place}: ${detail}`,
    ...(said === undefined ? {} : { asked: said }),
    ...(meant === undefined ? {} : { used: meant }),
    ...(place === undefined ? {} : { places: [place] }),
  };
}

/** A short quote of what was found. */
export function quote(text: string): string {
  return `“${cutText(text.replaceAll(/\s+/gu, ' ').trim(), 60)}”`;
}
