import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import { createHttpServer } from './http-server.ts';

/** Serves containers at an address of their own: the AWS API and their credentials, and no other URL of ours. */
export interface ContainerGate {
  /** Rejects, saying why, where the address cannot be listened on. Opened once, it stays open. */
  open(address: string): Promise<OpenGate>;
  close(): void;
}

interface OpenGate {
  readonly port: number;
  /** Whether the address is served on port 80 as well: only some may listen there. */
  readonly hasPort80: boolean;
}

const OURS = '/_codeyard/';
const CREDENTIALS = /^\/(?:v2\/credentials|_codeyard\/build-credentials)\/([0-9a-f-]{36})$/;

/** Where the server itself listens: containers that outlive it find the next one at the same port. */
interface Main {
  readonly listener: RequestListener;
  readonly host: string;
  readonly port: () => number;
}

export function createContainerGate({ listener, host, port }: Main): ContainerGate {
  const servers: Server[] = [];
  const admit: RequestListener = (request, response) => {
    const build = CREDENTIALS.exec(request.url ?? '')?.[1];
    if (build !== undefined) request.url = `${OURS}build-credentials/${build}`;
    else if (request.url?.startsWith(OURS)) return void response.writeHead(404).end();
    return listener(request, response);
  };

  async function listen(address: string, at: number): Promise<void> {
    const server = createHttpServer(admit);
    server.listen(at, address);
    await once(server, 'listening');
    servers.push(server);
  }

  async function listenAgain(address: string, at: number): Promise<boolean> {
    return await listen(address, at).then(
      () => true,
      () => false,
    );
  }

  const opened = new Map<string, Promise<OpenGate>>();
  async function open(address: string): Promise<OpenGate> {
    const isOpenAnyway = host === '0.0.0.0' || host === '::';
    try {
      if (!isOpenAnyway) await listen(address, port());
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EADDRNOTAVAIL')
        throw new Error(`${address} is no address of this machine, so the engine runs on another one`);
      throw error;
    }
    return { port: port(), hasPort80: await listenAgain(address, 80) };
  }

  return {
    async open(address) {
      const opening = opened.get(address) ?? open(address);
      opened.set(address, opening);
      opening.catch(() => opened.delete(address));
      return await opening;
    },
    close() {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}
