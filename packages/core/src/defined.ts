/** Same fields; those that may be undefined become optional. */
export type Defined<Fields extends object> = {
  [Name in keyof Fields as undefined extends Fields[Name] ? never : Name]: Fields[Name];
} & {
  [Name in keyof Fields as undefined extends Fields[Name] ? Name : never]?: Exclude<Fields[Name], undefined>;
};

/** Copies an object without its undefined fields. Spread it instead of `...(x === undefined ? {} : { x })`. */
export function defined<Fields extends object>(fields: Fields): Defined<Fields> {
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) copy[name] = value;
  return copy as Defined<Fields>;
}
