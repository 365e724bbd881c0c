import { flushCompileCache } from 'node:module';
import { readSettings } from './settings.ts';
import { startSandbox } from './start.ts';

const STOP_LIMIT_MS = 5000;

try {
  const sandbox = await startSandbox(readSettings(process.env));
  let isStopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (isStopping) return;
    isStopping = true;
    print('info', 'stopping', { signal });
    // A client that reads a clip too slowly does not keep the process alive.
    setTimeout(() => process.exit(0), STOP_LIMIT_MS).unref();
    void sandbox.close().then(() => print('info', 'stopped', {}));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  print('info', 'listening', { url: sandbox.url, pid: process.pid });
  // A killed process would leave NODE_COMPILE_CACHE empty.
  flushCompileCache();
} catch (error) {
  print('error', 'not started', { error: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
}

function print(level: 'info' | 'error', msg: string, fields: Record<string, unknown>): void {
  process.stdout.write(
    `${JSON.stringify({ level, time: new Date().toISOString(), app: 'sandbox', msg, ...fields })}\n`,
  );
}
