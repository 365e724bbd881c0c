import { createHash, randomBytes } from 'node:crypto';

/**
 * What the name of a half-written download says. All of it stands in the name, so that there is no second file to
 * lose. `owner` is the one receiver that may write to it, or `free` once that has given it up in good order.
 */
export interface PartName {
  keyHash: string;
  owner: string;
  totalBytes?: number;
  validator?: string;
}

export const FREE_OWNER = 'free';
const MAX_VALIDATOR_BYTES = 96;
const NAME = /^([0-9a-f]{16})\.(free|[0-9a-f]{16})\.(\d{1,15}|x)\.([A-Za-z0-9_-]{1,128}|)\.part$/;

/** Names the key a part belongs to: short whatever the key's length. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}

/** A name no other receiver has. */
export function newOwner(): string {
  return randomBytes(8).toString('hex');
}

/** File name of a part. A validator that cannot prove equal bytes (weak, or too long to keep) is left out. */
export function formatPartName({ keyHash, owner, totalBytes, validator }: PartName): string {
  const proof = validator !== undefined && canProveSameBytes(validator) ? validator : '';
  return `${keyHash}.${owner}.${totalBytes ?? 'x'}.${Buffer.from(proof).toString('base64url')}.part`;
}

/** Reads a file name back; null when it is no part of ours. */
export function parsePartName(name: string): PartName | null {
  const [, keyHash, owner, total, validator] = NAME.exec(name) ?? [];
  if (keyHash === undefined || owner === undefined) return null;
  return {
    keyHash,
    owner,
    ...(total !== undefined && total !== 'x' && { totalBytes: Number(total) }),
    ...(validator && { validator: Buffer.from(validator, 'base64url').toString() }),
  };
}

/** True when a body with this validator may be continued later: weak ETags only promise equal meaning. */
export function canProveSameBytes(validator: string): boolean {
  return (
    validator !== '' && !validator.startsWith('W/') && Buffer.byteLength(validator) <= MAX_VALIDATOR_BYTES
  );
}
