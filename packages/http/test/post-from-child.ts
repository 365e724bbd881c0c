import { postOnce } from '../src/post-once.ts';

// Posts once to the given URL, with `mayWrite` true for the given ms, and prints the result.
const [url = '', leaveMs = '0'] = process.argv.slice(2);
const deadlineMs = performance.now() + Number(leaveMs);
const exchange = await postOnce({
  url,
  json: { prompt: 'x' },
  timeoutMs: 60_000,
  mayWrite: () => performance.now() < deadlineMs,
});
process.stdout.write(`${JSON.stringify(exchange)}\n`);
