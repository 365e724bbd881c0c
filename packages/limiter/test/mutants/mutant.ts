/** One guard of the lane's Lua taken away: `from` is replaced by `to` in `file`. */
export interface Mutant {
  what: string;
  file: string;
  from: string;
  to: string;
}

export function mutant(file: string, what: string, from: string, to: string): Mutant {
  return { file, what, from, to };
}
