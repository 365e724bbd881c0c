/** `0.06`: cents in whole units. */
export function formatCents(cents: number): string {
  return (cents / 100).toFixed(2);
}

/** `3.1 MB`, in decimal units. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(0)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
