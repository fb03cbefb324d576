import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';

/** A host of git repositories on this machine, spoken to over HTTP as the public ones are. */
export interface GitHost {
  /** `http://127.0.0.1:41234`. */
  readonly url: string;
  /** The `user:password` that came with requests. */
  readonly logins: readonly string[];
  close(): Promise<void>;
}

export interface GitHostOptions {
  /** Holds bare repositories, by their paths. */
  readonly root: string;
  /** `user:password`; whoever does not show one of them is asked for it. */
  readonly logins?: readonly string[];
  /** HTTPS, with a certificate that nobody trusts. */
  readonly isSecure?: boolean;
  /** Sends everybody there. */
  readonly redirectTo?: string;
}

export async function openGitHost(options: GitHostOptions): Promise<GitHost> {
  const shown: string[] = [];
  const listener: RequestListener = (request, response) => void answer(request, response, { ...options, shown });
  const server = options.isSecure ? createHttpsServer(selfSigned(options.root), listener) : createHttpServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `${options.isSecure ? 'https' : 'http'}://127.0.0.1:${port}`,
    logins: shown,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A bare repository of one commit below a host's root; `add` may stage more. Answers its path. */
export function makeBareRepository(
  root: string,
  path: string,
  files: Readonly<Record<string, string>>,
  add: (git: (...argv: string[]) => void) => void = () => undefined,
): string {
  const tree = join(root, `${path}.tree`);
  mkdirSync(tree, { recursive: true });
  const git = (...argv: string[]) =>
    void execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.org', ...argv], {
      cwd: tree,
      stdio: 'pipe',
    });
  git('init', '-q', '-b', 'main');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, name)), { recursive: true });
    writeFileSync(join(tree, name), text);
  }
  git('add', '.');
  add(git);
  git('commit', '-qm', 'first');
  git('clone', '-q', '--bare', tree, join(root, path));
  return join(root, path);
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { root, logins, redirectTo, shown }: GitHostOptions & { shown: string[] },
): Promise<void> {
  const login = Buffer.from((request.headers.authorization ?? '').replace(/^Basic /, ''), 'base64').toString();
  if (login !== '') shown.push(login);
  if (redirectTo !== undefined) return void response.writeHead(302, { location: `${redirectTo}${request.url}` }).end();
  if (logins && !logins.includes(login)) {
    return void response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
  }
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const program = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: decodeURIComponent(path),
      QUERY_STRING: query,
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  request.pipe(program.stdin);
  reply(response, await buffer(program.stdout));
}

/** A CGI program's header and body. */
function reply(response: ServerResponse, bytes: Buffer): void {
  const end = bytes.indexOf('\r\n\r\n');
  const lines = bytes.subarray(0, end).toString().split('\r\n');
  const headers = lines.map((line) => line.split(': ') as [string, string]);
  const status = headers.find(([name]) => name === 'Status')?.[1];
  response.writeHead(Number.parseInt(status ?? '200', 10), Object.fromEntries(headers));
  response.end(bytes.subarray(end + 4));
}

function selfSigned(folder: string): { key: Buffer; cert: Buffer } {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2'];
  const argv = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, ...subject];
  execFileSync('openssl', argv, { stdio: 'pipe' });
  return { key: readFileSync(key), cert: readFileSync(cert) };
}
