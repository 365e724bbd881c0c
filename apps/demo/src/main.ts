import { styleText } from 'node:util';
import { chooseLanguage } from './locales/choose-language.ts';
import { type Arguments, parseArguments } from './parse-arguments.ts';

const OLDEST_NODE = 24;

function readArguments(): Arguments {
  try {
    return parseArguments(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error(chooseLanguage(undefined, process.env).help);
    process.exit(2);
  }
}

const options = readArguments();
const texts = chooseLanguage(options.language, process.env);

if (options.help) {
  console.log(texts.help);
} else if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  console.error(styleText('red', texts.stack.oldNode(process.version)));
  process.exitCode = 1;
} else {
  // Imported late: an older Node cannot parse it.
  const { runDemo } = await import('./run-demo.ts');
  process.exitCode = await runDemo(options, texts);
}
