import { enableCompileCache } from 'node:module';
import { chooseLanguage } from './locales/choose-language.ts';

// Stripping the types of the sources is a third of the start.
enableCompileCache();
const { runProgram } = await import('./program.ts');

const { argv, env } = process;

process.exitCode = await runProgram({
  // `pnpm cineflow -- run` passes the `--` on.
  argv: argv.slice(2).filter((argument, index) => !(index === 0 && argument === '--')),
  env,
  // The package manager changes the working directory; INIT_CWD is the user's.
  cwd: env['INIT_CWD'] ?? process.cwd(),
  language: chooseLanguage(argv, env),
});
