export interface SettingsProblem {
  variable: string;
  /** As given, with secrets hidden; undefined where it is missing. */
  value: string | undefined;
  /** What would be right. */
  fix: string;
}

/** Every wrong variable at once, for a person to fix in one go. */
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
