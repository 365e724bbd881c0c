import { type FilmOrder, makeFilm } from './make-film.ts';

/** Keeps the films asked for last, up to a number of bytes; others are made again, with the same bytes. */
export class FilmCache {
  readonly #limitBytes: number;
  readonly #films = new Map<string, Buffer>();
  #sizeBytes = 0;

  constructor(limitBytes: number = 64 * 2 ** 20) {
    this.#limitBytes = limitBytes;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Returns the film of an order, made now where it is not kept. */
  read(order: FilmOrder): Buffer {
    const name = `${order.operationId} ${order.resolution}`;
    const kept = this.#films.get(name);
    const film = kept ?? makeFilm(order);
    this.#films.delete(name);
    this.#films.set(name, film);
    if (kept === undefined) this.#makeRoom(film.length);
    return film;
  }

  #makeRoom(addedBytes: number): void {
    this.#sizeBytes += addedBytes;
    for (const [name, film] of this.#films) {
      if (this.#sizeBytes <= this.#limitBytes) return;
      this.#films.delete(name);
      this.#sizeBytes -= film.length;
    }
  }
}
