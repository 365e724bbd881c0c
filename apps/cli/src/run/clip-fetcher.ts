import { basename, join } from 'node:path';
import type { Clip, Shot, Storyboard, Take } from '@cineflow/contracts';
import { localSentence } from '../report-error.ts';
import { plain, type Session } from '../session.ts';

/** Downloads at a time. */
const LANES = 3;

/** Names of clips below the output folder. */
export type Naming = (folder: string, take: Take, clip: Clip) => string;

/** `{name}/{segment}/take-1-….mp4`, as the API stores it; also what was reused lies under its own name. */
export const inFolders: Naming = (folder, { segmentIndex }, { key }) =>
  join(folder, String(segmentIndex), basename(key));

/** `{name}_S001_T1.mp4`: sorts as the shots follow one another. */
export const inOneFolder: Naming = (folder, { segmentIndex, takeNumber }) =>
  `${folder}_S${String(segmentIndex).padStart(3, '0')}_T${takeNumber}.mp4`;

/** Fetches the clips of storyboards while they come, each once. */
export class ClipFetcher {
  readonly #session: Session;
  readonly #folder: string | undefined;
  readonly #naming: Naming;
  readonly #seen = new Map<string, number>();
  readonly #done = new Map<string, string>();
  readonly #failed = new Map<string, string>();
  #running: Promise<void> = Promise.resolve();
  #downloaded = 0;

  constructor(session: Session, folder: string | undefined, naming: Naming = inFolders) {
    this.#session = session;
    this.#folder = folder;
    this.#naming = naming;
  }

  /** Clips that lie in the folder now. */
  get fetched(): number {
    return this.#done.size;
  }

  /** Those of them that came over the line in this run. */
  get downloaded(): number {
    return this.#downloaded;
  }

  /** Where the clip of a take lies. */
  fileOf(takeId: string): string | undefined {
    return this.#done.get(takeId);
  }

  /** Takes whose clips could not be fetched, with the reason. */
  get failed(): ReadonlyMap<string, string> {
    return this.#failed;
  }

  /** Fetches what has come since the last look, in the background. */
  look(storyboard: Storyboard): void {
    const { id, counts } = storyboard;
    const there = counts.completed + counts.reused;
    if (this.#folder === undefined || there <= (this.#seen.get(id) ?? 0)) return;
    this.#seen.set(id, there);
    this.#running = this.#running
      .then(async () => this.#fetchAll(storyboard, await this.#session.client.shots(id)))
      // What is missing is fetched at the end.
      .catch(() => undefined);
  }

  /** Waits for the downloads. */
  async finish(): Promise<void> {
    await this.#running;
  }

  /** Fetches all clips of a storyboard. */
  async fetch(storyboard: Storyboard, shots: readonly Shot[]): Promise<void> {
    await this.#fetchAll(storyboard, shots);
  }

  async #fetchAll(storyboard: Storyboard, shots: readonly Shot[]): Promise<void> {
    const takes = shots.flatMap((shot) => shot.takes);
    const ready = takes.filter(({ state }) => state === 'completed' || state === 'reused');
    const queue = ready.filter(({ takeId }) => !this.#done.has(takeId));
    const lane = async (): Promise<void> => {
      for (let take = queue.shift(); take !== undefined; take = queue.shift()) {
        await this.#fetchOne(storyboard, take);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
  }

  async #fetchOne(storyboard: Storyboard, take: Take): Promise<void> {
    const { client, emit, texts } = this.#session;
    const { takeId, clip, segmentIndex, takeNumber } = take;
    if (clip === undefined || this.#folder === undefined) return;
    // Loaded here: most commands do without it, and it is large.
    const { folderName } = await import('@cineflow/core');
    const file = join(this.#folder, this.#naming(folderName(storyboard.name), take, clip));
    try {
      const result = await client.download({ takeId, clip, file });
      if (result === 'downloaded') this.#downloaded += 1;
      this.#done.set(takeId, file);
      this.#failed.delete(takeId);
      const { id: storyboardId } = storyboard;
      emit({ type: 'clip', result, storyboardId, takeId, segmentIndex, takeNumber, file, ...clip });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#failed.set(takeId, localSentence(error, texts) ?? plain(message));
    }
  }
}
