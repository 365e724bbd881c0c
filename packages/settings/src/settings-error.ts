export interface SettingsProblem {
  variable: string;
  /** Value as given, with secrets hidden; undefined if missing. */
  value: string | undefined;
  /** What would be right. */
  fix: string;
}

/** Reports every wrong variable at once, so that all are fixed in one go. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly code = 'SETTINGS_INVALID';
  readonly problems: readonly SettingsProblem[];

  constructor(problems: readonly SettingsProblem[]) {
    super(`Wrong settings:\n${problems.map(describe).join('\n')}`);
    this.problems = problems;
  }
}

function describe({ variable, value, fix }: SettingsProblem): string {
  return `  ${variable}${value === undefined ? '' : `=${JSON.stringify(value)}`}: ${fix}`;
}
