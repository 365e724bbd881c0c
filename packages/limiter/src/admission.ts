/** Reply of scripts that may admit takes. The caller wakes every admitted take. */
export interface Admission {
  admitted: string[];
  /** Redis time in ms of the next admission without an event. */
  nextChangeAt?: number;
}

/** An empty Lua list arrives as an empty object. */
export function asAdmission(reply: Admission): Admission {
  return { ...reply, admitted: asList(reply.admitted) };
}

/** Restores a list: cjson encodes an empty Lua list as an object. */
export function asList<T>(value: T[] | object | undefined): T[] {
  return Array.isArray(value) ? (value as T[]) : [];
}
