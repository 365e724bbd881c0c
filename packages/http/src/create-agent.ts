import * as http from 'node:http';
import * as https from 'node:https';
import type { Socket } from 'node:net';
import { awaitConnection, type OnSocket } from './await-connection.ts';

export type NodeAgent = http.Agent | https.Agent;
type ConnectionOptions = http.ClientRequestArgs;

/** Opens the TCP connection of a request in place of Node; calls back when connected. */
export type Connector = (
  options: ConnectionOptions,
  callback: OnSocket,
  opened: (socket: Socket) => void,
) => void;

/** An agent for one protocol, through the given proxy only; ignores the environment. */
export function createAgent(
  protocol: string,
  proxy: string | undefined,
  options: http.AgentOptions = {},
): NodeAgent {
  const proxyEnv = proxy === undefined ? {} : { HTTP_PROXY: proxy, HTTPS_PROXY: proxy };
  const Agent = protocol === 'https:' ? https.Agent : http.Agent;
  return new Agent({ ...options, proxyEnv });
}

/** An agent for a single request on its own connection. */
export interface SingleUseAgent extends Disposable {
  readonly agent: NodeAgent;
}

interface SingleUseOptions {
  protocol: string;
  proxy: string | undefined;
  /** Called with each connected socket. The request gets the socket when it resolves, else the error. */
  prepare?: (socket: Socket) => Promise<void>;
  /** Opens direct connections; default: Node. Not used for connections to a proxy. */
  connect?: Connector;
}

/** An agent whose sockets are fully connected: TCP, the proxy's CONNECT, TLS. Disposing it closes all of them. */
export function createSingleUseAgent(options: SingleUseOptions): SingleUseAgent {
  const { protocol, proxy, prepare = async () => undefined, connect } = options;
  const agent = createAgent(protocol, proxy, { keepAlive: false });
  const sockets = new Set<Socket>();
  const opened = (socket: Socket): void => void sockets.add(socket);
  const connectByNode = agent.createConnection.bind(agent) as NodeConnector;
  const isTunnel = protocol === 'https:' && proxy !== undefined;

  const createConnection: http.Agent['createConnection'] = (connection, callback) => {
    const hand = (problem: Error | null, socket?: Socket): void => callback?.(problem, socket as Socket);
    const handPrepared = async (socket: Socket): Promise<void> => {
      const problem = await awaitPrepared(socket, prepare(socket));
      hand(problem, socket);
    };
    const finish: OnSocket = (error, socket) => {
      if (error || !socket) hand(error, socket);
      else void handPrepared(socket);
    };
    if (connect && proxy === undefined) connect(connection, finish, opened);
    else if (isTunnel) openTunnel(connectByNode, connection, finish, opened);
    else openDirectly(connectByNode, connection, finish, opened);
    return undefined;
  };
  agent.createConnection = createConnection;
  const dispose = (): void => {
    for (const socket of sockets) socket.on('error', () => undefined).destroy();
    agent.destroy();
  };
  return { agent, [Symbol.dispose]: dispose };
}

/** Returns null, or why the socket is unusable: it closed early, or `prepare` failed. */
async function awaitPrepared(socket: Socket, prepared: Promise<void>): Promise<Error | null> {
  let broken: Error | undefined;
  const note = (error: Error): void => void (broken = error);
  socket.on('error', note);
  const unprepared = await prepared.then(
    () => null,
    (error: Error) => error,
  );
  if (unprepared) return unprepared;
  if (socket.destroyed || !socket.writable) {
    return broken ?? new Error('The connection was closed before anything was sent.');
  }
  // From here on the request handles its errors.
  socket.off('error', note);
  return null;
}

type NodeConnector = (options: ConnectionOptions, callback?: OnSocket) => Socket;

function openDirectly(
  connect: NodeConnector,
  connection: ConnectionOptions,
  finish: OnSocket,
  opened: (socket: Socket) => void,
): void {
  const socket = connect(connection);
  opened(socket);
  awaitConnection(socket, finish);
}

/** Node calls back after the handshake with the TLS socket inside the tunnel, but returns the socket of the proxy. */
function openTunnel(
  connect: NodeConnector,
  connection: ConnectionOptions,
  finish: OnSocket,
  opened: (socket: Socket) => void,
): void {
  const toProxy = connect(connection, (error, socket) => {
    if (socket) opened(socket);
    finish(error, socket);
  });
  opened(toProxy);
}
