const CHINA_OFFSET_MS = 8 * 3_600_000;

/** Writes a time the way the provider does: ISO 8601 in China's time zone. */
export function formatTime(epochMs: number): string {
  return new Date(epochMs + CHINA_OFFSET_MS).toISOString().replace('Z', '+08:00');
}
