import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { findCycle } from './find-cycle.ts';
import {
  ALLOWED_IMPORTS,
  ENVIRONMENT_READERS,
  HOMES,
  IMPURE_CALLS,
  OPENED_PATHS,
  PURE_BUILTINS,
  PURE_UNITS,
} from './layers.ts';
import { type Import, readImports, withoutComments } from './read-imports.ts';
import type { SourceFile, Unit } from './workspace.ts';

const SCOPE = '@cineflow/';

/** Everything in which the sources differ from the layer table, one sentence each; empty when all is well. */
export function checkArchitecture(units: readonly Unit[]): string[] {
  const violations = units.flatMap((unit) => [...checkUnit(unit), ...checkDependencies(unit)]);
  const cycle = findCycle(new Map(units.map((unit) => [nameOf(unit), ownImports(unit)])));
  return cycle === undefined ? violations : [...violations, `cycle: ${cycle.join(' → ')}`];
}

function checkUnit(unit: Unit): string[] {
  if (ALLOWED_IMPORTS[unit.folder] === undefined) return [`${unit.folder} is not in the layer table`];
  return unit.files.flatMap((file) => [
    ...readImports(file.text).flatMap((one) => checkImport(unit, file, one)),
    ...checkCalls(unit, file),
  ]);
}

function checkImport(unit: Unit, file: SourceFile, { specifier, typeOnly }: Import): string[] {
  const says = (what: string): string[] => [`${file.path} imports ${specifier}: ${what}`];
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(file.path), specifier);
    const opened = [`${unit.folder}/`, ...(OPENED_PATHS[unit.folder] ?? [])];
    const isInside = opened.some((path) => target.startsWith(path));
    return isInside ? [] : says('a path out of its own package');
  }
  if (specifier.startsWith(SCOPE)) {
    const name = specifier.slice(SCOPE.length);
    if (name.includes('/')) return says('only the entry of a package may be imported');
    return ALLOWED_IMPORTS[unit.folder]?.includes(name) === true ? [] : says('the layers forbid it');
  }
  if (isBuiltin(specifier)) {
    if (!specifier.startsWith('node:')) return says('Node modules are written with "node:"');
    const pure = !PURE_UNITS.includes(unit.folder) || PURE_BUILTINS.includes(specifier);
    return pure ? [] : says('a pure package does no input or output');
  }
  const home = HOMES[packageOf(specifier)];
  const inApp = typeOnly && /^apps\/(api|worker)\//.test(file.path);
  return home === undefined || inApp || home.test(file.path) ? [] : says(`it belongs to ${home.source}`);
}

function checkCalls(unit: Unit, file: SourceFile): string[] {
  const code = withoutComments(file.text);
  const impure = PURE_UNITS.includes(unit.folder) ? IMPURE_CALLS.filter((call) => call.test(code)) : [];
  const reads = /\bprocess\.env\b/.test(code) && !ENVIRONMENT_READERS.test(file.path);
  return [
    ...impure.map((call) => `${file.path} matches ${call.source}: a pure package is given clock and chance`),
    ...(reads ? [`${file.path} reads process.env: only a main.ts does`] : []),
  ];
}

/** Imports must be declared, and our own declared packages imported. */
function checkDependencies(unit: Unit): string[] {
  if (unit.files.length === 0) return [];
  const imported = new Set(
    unit.files
      .flatMap((file) => readImports(file.text))
      .filter(({ specifier }) => !specifier.startsWith('.') && !isBuiltin(specifier))
      .map(({ specifier }) => packageOf(specifier)),
  );
  const missing = [...imported].filter((name) => !unit.dependencies.includes(name));
  const idle = unit.dependencies.filter((name) => name.startsWith(SCOPE) && !imported.has(name));
  return [
    ...missing.map((name) => `${unit.folder}/package.json does not name ${name} as a dependency`),
    ...idle.map((name) => `${unit.folder}/package.json names ${name}, which no source imports`),
  ];
}

function ownImports(unit: Unit): string[] {
  const specifiers = unit.files.flatMap((file) => readImports(file.text)).map(({ specifier }) => specifier);
  return [...new Set(specifiers.filter((specifier) => specifier.startsWith(SCOPE)).map(packageOf))];
}

function nameOf(unit: Unit): string {
  return `${SCOPE}${posix.basename(unit.folder)}`;
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
