import * as http from 'node:http';
import * as https from 'node:https';
import type { Socket } from 'node:net';
import { awaitConnection, type OnSocket } from './await-connection.ts';

export type NodeAgent = http.Agent | https.Agent;
type ConnectionOptions = http.ClientRequestArgs;

/** Makes the TCP connection of a request in place of Node, and calls back when it stands. */
export type Connector = (
  options: ConnectionOptions,
  callback: OnSocket,
  opened: (socket: Socket) => void,
) => void;

/** An agent for one protocol; through the proxy when one is named, whatever the environment says. */
export function createAgent(
  protocol: string,
  proxy: string | undefined,
  options: http.AgentOptions = {},
): NodeAgent {
  const proxyEnv = proxy === undefined ? {} : { HTTP_PROXY: proxy, HTTPS_PROXY: proxy };
  const Agent = protocol === 'https:' ? https.Agent : http.Agent;
  return new Agent({ ...options, proxyEnv });
}

/** An agent for a single request on a connection of its own. */
export interface SingleUseAgent extends Disposable {
  readonly agent: NodeAgent;
}

interface SingleUseOptions {
  protocol: string;
  proxy: string | undefined;
  /** Called with each socket that is ready for the request, before the request gets it. */
  prepare?: (socket: Socket) => void;
  /** Makes direct connections; without one Node does. Not asked for connections to a proxy. */
  connect?: Connector;
}

/**
 * An agent that hands its request a socket only when that is connected all the way to the server: TCP, the
 * proxy's CONNECT, TLS. Disposing it ends every socket it opened.
 */
export function createSingleUseAgent(options: SingleUseOptions): SingleUseAgent {
  const { protocol, proxy, prepare, connect } = options;
  const agent = createAgent(protocol, proxy, { keepAlive: false });
  const sockets = new Set<Socket>();
  const opened = (socket: Socket): void => void sockets.add(socket);
  const connectByNode = agent.createConnection.bind(agent) as NodeConnector;
  const isTunnel = protocol === 'https:' && proxy !== undefined;

  const createConnection: http.Agent['createConnection'] = (connection, callback) => {
    const finish: OnSocket = (error, socket) => {
      if (socket && !error) prepare?.(socket);
      callback?.(error, socket as Socket);
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

/** Node calls back after the handshake with the TLS socket inside the tunnel, and returns the one to the proxy. */
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
