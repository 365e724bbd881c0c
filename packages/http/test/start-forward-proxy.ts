import * as http from 'node:http';
import { connect } from 'node:net';
import { listen, type Listening } from './listen.ts';

export interface ForwardProxy extends Listening {
  readonly origin: string;
  /** Received request lines, such as `CONNECT host:443` or `GET http://host/path`. */
  readonly asked: readonly string[];
}

/** A forward proxy for CONNECT and absolute-form requests. `refuse`: answers this status instead. */
export async function startForwardProxy(options: { refuse?: number } = {}): Promise<ForwardProxy> {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const { method, headers } = request;
    const onward = http.request(request.url ?? '', { method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  server.on('connect', (request, client) => {
    asked.push(`CONNECT ${request.url}`);
    if (options.refuse !== undefined) {
      client.end(`HTTP/1.1 ${options.refuse} Refused\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const { hostname, port } = new URL(`http://${request.url}`);
    const target = connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(client).pipe(target);
    });
    target.on('error', () => client.destroy());
    client.on('error', () => target.destroy());
  });
  const listening = await listen(server);
  return { ...listening, asked, origin: `http://127.0.0.1:${listening.port}` };
}
