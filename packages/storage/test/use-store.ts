import { afterEach, beforeEach } from 'vitest';
import type { FetchClip } from '../src/index.ts';
import { CLIP } from './clip-bytes.ts';
import { type Behaviour, ClipServer } from './clip-server.ts';
import { fetchOverHttp } from './fetch-over-http.ts';
import { breakAfter, collectErrorOf, request, type StoreUnderTest } from './store-under-test.ts';

export const KEY = '影流 demo/3/take-1.mp4';
export const SIDECAR = '影流 demo/3/take-1.json';
export const ETAG = '"one"';

/** Gives each test of a suite its own store and server. */
export function useStore(create: () => Promise<StoreUnderTest>) {
  let subject: StoreUnderTest;
  let server: ClipServer;
  beforeEach(async () => {
    subject = await create();
    server = await ClipServer.start({ body: CLIP });
  });
  afterEach(async () => {
    await server[Symbol.asyncDispose]();
    await subject[Symbol.asyncDispose]();
  });
  return {
    get subject() {
      return subject;
    },
    get store() {
      return subject.store;
    },
    get server() {
      return server;
    },
    /** Receives a clip under KEY from a server that behaves so. */
    receive: (behaviour: Partial<Behaviour> = {}, changes: Parameters<typeof request>[2] = {}) => {
      server.behaviour = { body: CLIP, ...behaviour };
      return subject.store.receive(request(KEY, fetchOverHttp(server.url), changes));
    },
    /** Receives a clip under KEY from a fetch of the test. */
    receiveFrom: (fetch: FetchClip, changes: Parameters<typeof request>[2] = {}) =>
      subject.store.receive(request(KEY, fetch, changes)),
    /** Receives 200,000 bytes of a clip, then the connection breaks. */
    cutClip: (body: Buffer, validator: string) => {
      const stream = breakAfter(body.subarray(0, 200_000));
      const fetch: FetchClip = async () => ({ stream, offsetBytes: 0, totalBytes: body.length, validator });
      return collectErrorOf(subject.store.receive(request(KEY, fetch)));
    },
    clips: async () => (await subject.list()).filter((key) => key.endsWith('.mp4')),
  };
}
