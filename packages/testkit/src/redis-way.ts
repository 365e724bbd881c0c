/** A Redis that answers, and how it was come by. */
export interface FoundRedis {
  readonly url: string;
  /** One line for people, such as "redis-server on PATH, port 40123". */
  readonly how: string;
  /** Ends whatever was started for it; a Redis of the user's own is left running. */
  stop(): Promise<void>;
}

export interface RedisSearch {
  /** Told, in one line each, why a way was passed over and what is being done. */
  readonly log: (line: string) => void;
  /** Whether a package may be installed on this machine (only ever as root on Debian or its kin). */
  readonly allowInstall: boolean;
}

/** One way to come by a Redis; undefined where it is not to be had, after the reason was logged. */
export type RedisWay = (search: RedisSearch) => Promise<FoundRedis | undefined>;
