import { secretVariables } from './environment.ts';

/** A variable's value as it may be printed: secrets whole, and user and password of addresses, are hidden. */
export function maskValue(variable: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (secretVariables.some((name) => name === variable)) return '[secret]';
  // Greedy: a password may hold an "@" of its own.
  return value.replace(/(^|\/\/)[^/?#\s]*@/, '$1[secret]@');
}
