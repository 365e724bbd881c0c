/** `12.30 CNY`: cents in whole units. */
export function formatMoney(cents: number, currency: string): string {
  return `${formatCents(cents)} ${currency}`;
}

/** `0.06`, with as many places as the amount has; at least two. */
export function formatCents(cents: number): string {
  const units = cents / 100;
  const places = Math.abs(cents - Math.round(cents)) > 1e-9 ? 4 : 2;
  return units.toFixed(places);
}

/** `3.1 MB`, in decimal units. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(0)} kB`;
  if (bytes < 1_000_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}

/** Local time without seconds: `2026-11-28 09:05`. */
export function formatTime(iso: string): string {
  const time = new Date(iso);
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString();
  return local.slice(0, 16).replace('T', ' ');
}
