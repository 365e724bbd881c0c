/** Which of our own units each may import. A unit that is not named here is an error. */
export const ALLOWED_IMPORTS: Readonly<Record<string, readonly string[]>> = {
  'packages/contracts': [],
  'packages/telemetry': [],
  'packages/http': [],
  'packages/media': [],
  'packages/testkit': [],
  'packages/terminal': [],
  'packages/core': ['contracts'],
  'packages/words': ['contracts'],
  'packages/client': ['contracts'],
  'packages/intake': ['contracts', 'core'],
  'packages/limiter': ['contracts', 'core'],
  'packages/book': ['contracts', 'core'],
  'packages/queue': ['core'],
  'packages/storage': ['contracts', 'core'],
  'packages/providers': ['contracts', 'core', 'http'],
  'packages/settings': ['core', 'providers'],
  // The one place that opens what the settings name.
  'packages/platform': everyPackage(),
  'apps/api': [...everyPackage(), 'platform'],
  'apps/worker': [...everyPackage(), 'platform'],
  // An independent judge: it speaks HTTP only, and shows the pictures it was sent.
  'apps/sandbox': ['media'],
  'apps/demo': ['contracts', 'terminal', 'testkit', 'words'],
  // It speaks HTTP; only `up` starts processes and looks at the settings they will have.
  'apps/cli': ['client', 'contracts', 'core', 'settings', 'terminal', 'testkit', 'words'],
  bench: [...everyPackage(), 'testkit'],
  chaos: [...everyPackage(), 'testkit'],
};

/** Only a bench imports an app, to tap it inside its process. */
export const OPENED_PATHS: Readonly<Record<string, readonly string[]>> = {
  bench: ['apps/worker/src/', 'apps/api/src/'],
};

/** Units without input and output of their own: the same answer for the same input, always. */
export const PURE_UNITS: readonly string[] = ['packages/contracts', 'packages/core', 'packages/intake'];

/** Node modules that a pure unit may use. */
export const PURE_BUILTINS: readonly string[] = ['node:crypto', 'node:buffer', 'node:url', 'node:util'];

/** What makes an answer depend on more than the input. */
export const IMPURE_CALLS: readonly RegExp[] = [
  /\bDate\.now\b/,
  /\bnew Date\(\)/,
  /\bMath\.random\b/,
  /\bperformance\.now\b/,
  /\bset(Timeout|Interval|Immediate)\(/,
  /\brandom(UUID|Bytes|Int)\b/,
  /\bgetRandomValues\b/,
  /\bfetch\(/,
  /\bprocess\./,
];

/** The only files in which an outside library may be imported. */
export const HOMES: Readonly<Record<string, RegExp>> = {
  bullmq: /^packages\/queue\//,
  got: /^packages\/(http|client)\//,
  pg: /^packages\/(book|testkit)\//,
  ioredis: /^(packages\/(limiter|platform|queue|testkit)\/|(bench|chaos)\/)/,
  fastify: /^apps\/(api|sandbox)\//,
  pino: /^packages\/telemetry\//,
  testcontainers: /^packages\/testkit\//,
  '@aws-sdk/client-s3': /^packages\/storage\//,
  mediabunny: /^packages\/storage\//,
  sharp: /^(packages\/media\/|bench\/)/,
  '@napi-rs/canvas': /^packages\/media\//,
  'heic-decode': /^packages\/media\//,
  hucre: /^(packages\/intake\/|bench\/)/,
  'csv-parse': /^packages\/intake\//,
};

/** Where the environment may be read; everything else is handed typed settings. */
export const ENVIRONMENT_READERS =
  /^(apps\/[^/]+\/src\/main\.ts|apps\/demo\/|apps\/(api|worker)\/scripts\/|packages\/testkit\/|bench\/|chaos\/)/;

function everyPackage(): readonly string[] {
  const packages = [
    'book',
    'contracts',
    'core',
    'http',
    'intake',
    'limiter',
    'providers',
    'queue',
    'settings',
  ];
  return [...packages, 'media', 'storage', 'telemetry'];
}
