import { secretVariables } from './environment.ts';

/** A variable's value as it may be printed: secrets whole, and user and password of addresses, are hidden. */
export function maskValue(variable: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (secretVariables.includes(variable)) return '[secret]';
  // Up to the last "@": a password may hold any character, also those that end an address.
  const hidden = value.replace(/^([a-z][a-z\d+.-]*:\/\/|).*@/is, '$1[secret]@');
  return hidden.replace(/\?.*$/s, '?[secret]');
}
