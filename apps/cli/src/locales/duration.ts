const MINUTE = 60;
const HOUR = 3600;

/** `3 min 20 s`: seconds in at most two units; `units` are those of second, minute and hour. */
export function duration(seconds: number, [second, minute, hour]: readonly [string, string, string]): string {
  if (seconds < MINUTE) return `${seconds} ${second}`;
  if (seconds < HOUR) {
    const rest = seconds % MINUTE;
    return `${Math.floor(seconds / MINUTE)} ${minute}${rest === 0 ? '' : ` ${rest} ${second}`}`;
  }
  return `${Math.floor(seconds / HOUR)} ${hour} ${Math.floor((seconds % HOUR) / MINUTE)} ${minute}`;
}
