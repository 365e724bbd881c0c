/** The body of a thread that decodes one HEIC picture and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import heicDecode from 'heic-decode';
import type { HeicOrder } from './decode-heic.ts';

const { bytes, primary } = workerData as HeicOrder;
try {
  const images = await heicDecode.all({ buffer: bytes });
  const decoded = await (images[primary] ?? images[0])?.decode();
  if (decoded !== undefined) parentPort?.postMessage(decoded, [decoded.data.buffer]);
} catch {
  // The picture is damaged: the thread ends without an answer.
}
