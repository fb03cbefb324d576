// Part of what runs in a function's process: uses nothing but Node itself.
import http from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';

type Options = https.RequestOptions & { readonly hostname?: string | null; readonly host?: string | null };
type OnAnswer = (answer: http.IncomingMessage) => void;

const RESPONSES = '/_codeyard/stack-responses/';

/**
 * Lets functions answer custom resources that know only HTTPS: on AWS a ResponseURL always has it, and those of the CDK take nothing
 * from the address but its host and its path, so that they would knock on port 443 of this machine. A request by `https` for the
 * answers to stacks of this very server goes to it as it listens, in plain HTTP; every other request is what it was.
 */
export function reachStackResponses(endpoint: string | undefined): void {
  if (!endpoint?.startsWith('http:')) return;
  const server = new URL(endpoint);
  const secure = https.request as (...given: unknown[]) => http.ClientRequest;
  const request = (...given: unknown[]): http.ClientRequest => {
    const { options, onAnswer } = readArguments(given);
    if (!isForResponses(options, server)) return secure(...given);
    const { agent: _agent, protocol: _protocol, host: _host, ...rest } = options;
    const place = { protocol: 'http:', hostname: bare(server.hostname), port: server.port };
    return http.request({ ...rest, ...place }, onAnswer);
  };
  https.request = request as typeof https.request;
  // For those who import it by name.
  syncBuiltinESMExports();
}

/** `request(options)`, `request(url)`, `request(url, options)`, each with or without who takes the answer. */
function readArguments(given: readonly unknown[]): { options: Options; onAnswer?: OnAnswer } {
  const [first, ...others] = given;
  const url = typeof first === 'string' || first instanceof URL ? new URL(first) : undefined;
  const options = (url ? others.find(isObject) : first) as Options | undefined;
  const onAnswer = others.find((value) => typeof value === 'function') as OnAnswer | undefined;
  const place = url ? { hostname: url.hostname, port: url.port, path: `${url.pathname}${url.search}` } : {};
  return { options: { ...place, ...options }, ...(onAnswer ? { onAnswer } : {}) };
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null;

function isForResponses({ hostname, host, port, path }: Options, server: URL): boolean {
  const isHost = bare(hostname ?? host ?? '') === bare(server.hostname);
  const isPort = ['', '443', server.port].includes(String(port ?? ''));
  return isHost && isPort && (path ?? '').startsWith(RESPONSES);
}

/** Addresses of IPv6 have brackets in URLs, and none elsewhere. */
const bare = (host: string) => host.replace(/^\[(.*)\]$/, '$1');
