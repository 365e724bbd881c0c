/** What a script answers that may have given permits away. Wake every admitted take. */
export interface Admission {
  admitted: string[];
  /** Redis time in ms at which to look again although nothing happened. */
  nextChangeAt?: number;
}

/** An empty Lua list arrives as an empty object. */
export function asAdmission(reply: Admission): Admission {
  return { ...reply, admitted: asList(reply.admitted) };
}

/** A list as cjson sends it: Lua cannot tell an empty list from an empty object. */
export function asList<T>(value: T[] | object | undefined): T[] {
  return Array.isArray(value) ? (value as T[]) : [];
}
