import { buildApp } from './app.ts';
import type { SandboxSettings } from './settings.ts';

/** A sandbox that listens. */
export interface RunningSandbox extends AsyncDisposable {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a sandbox in this process; port 0 takes any free one. Throws where it cannot listen or read its bill file. */
export async function startSandbox(settings: SandboxSettings): Promise<RunningSandbox> {
  const app = await buildApp(settings);
  const url = await app.listen({ host: settings.host, port: settings.port });
  const close = (): Promise<void> => app.close();
  return { url, close, [Symbol.asyncDispose]: close };
}
