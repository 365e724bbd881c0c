/** The fix for a Redis that denies access; null for other errors. Contains neither user nor password. */
export function redisRefusal(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const { message } = error;
  if (/\bWRONGPASS\b/.test(message)) return 'Redis does not know the user and password of REDIS_URL.';
  if (/\bNOAUTH\b/.test(message)) {
    return 'Redis asks for a password: write it into REDIS_URL as redis://:password@host:6379.';
  }
  // Denied commands inside a script are not named; the first script of a process calls INFO.
  if (/user executing the script can't run/.test(message)) return rightOf("'info' command");
  if (/\bNOPERM\b|user executing the script can't access/.test(message)) return rightOf(message);
  return redisRefusal(error.cause);
}

function rightOf(message: string): string {
  const command = /'([\w|]+)' command/.exec(message)?.[1]?.toLowerCase();
  if (command === undefined) {
    return 'The Redis user of REDIS_URL may not use the keys below CINEFLOW_PREFIX: allow them (ACL SETUSER … ~* &*).';
  }
  const why = command.startsWith('info') ? ', by which a restarted or exchanged Redis is noticed' : '';
  return `The Redis user of REDIS_URL may not run ${command.toUpperCase()}${why}: allow it (ACL SETUSER … +${command}).`;
}
