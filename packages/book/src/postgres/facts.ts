/** Properties of the server behind a connection. */
export interface ServerFacts {
  isInRecovery: boolean;
  fsync: string;
  fullPageWrites: string;
  synchronousCommit: string;
  synchronousStandbys: string;
  standbys: number;
  /** Cluster and timeline; they change after a failover or a restore. */
  identity: string;
}

/** The oldest supported server, as `server_version_num`. */
export const OLDEST_SERVER = 140_000;

/** Reads all of `ServerFacts` except the cluster id, which not every user may read. */
export const FACTS_SQL = `
  select pg_is_in_recovery()::int as in_recovery, current_setting('fsync') as fsync,
    current_setting('full_page_writes') as full_page_writes,
    current_setting('synchronous_commit') as synchronous_commit,
    current_setting('synchronous_standby_names') as synchronous_standbys,
    (select count(*) from pg_stat_replication) as standbys,
    case when pg_is_in_recovery() then '' else left(pg_walfile_name(pg_current_wal_lsn()), 8) end as timeline`;

/** Reads the row of `FACTS_SQL`. */
export function toFacts(row: Readonly<Record<string, unknown>>, cluster: string): ServerFacts {
  return {
    isInRecovery: row['in_recovery'] === 1,
    fsync: String(row['fsync']),
    fullPageWrites: String(row['full_page_writes']),
    synchronousCommit: String(row['synchronous_commit']),
    synchronousStandbys: String(row['synchronous_standbys']),
    standbys: Number(row['standbys']),
    identity: `${cluster}/${String(row['timeline'])}`,
  };
}

/** Why this server configuration is unsafe for the book; undefined if safe. */
export function whyNotTrusted(facts: ServerFacts): string | undefined {
  if (facts.fsync !== 'on')
    return 'runs with fsync=off: a loss of power may lose what was paid. Set fsync=on.';
  if (facts.fullPageWrites !== 'on') {
    return 'runs with full_page_writes=off: a loss of power may damage the book. Set full_page_writes=on.';
  }
  if (facts.synchronousCommit === 'off') {
    return 'runs with synchronous_commit=off: a crash may lose what was paid. Set synchronous_commit=on.';
  }
  return undefined;
}

/** Recommended changes of this server. */
export function warningsOf(facts: ServerFacts): string[] {
  if (facts.synchronousStandbys === '') {
    return facts.standbys === 0
      ? []
      : [
          'A standby follows, but synchronous_standby_names is empty: a failover may lose what was acknowledged.',
        ];
  }
  return facts.synchronousCommit === 'local'
    ? [
        'synchronous_commit is "local", so no commit waits for the synchronous standby: a failover may lose some.',
      ]
    : [];
}
