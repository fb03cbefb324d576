import { Readable } from 'node:stream';
import type { AwsClients } from './aws-clients.ts';
import { notImplemented, unknownOperation } from './errors.ts';
import type { Caller } from './request-context.ts';
import type { Service } from './service.ts';

export interface InProcessParts {
  readonly services: () => readonly Service[];
  readonly newRequestId: () => string;
  readonly endpoint: () => string;
}

/** Clients that run our own operations directly: no sockets, no serialising, no signing. */
export function inProcessClients(parts: InProcessParts, caller: Caller): AwsClients {
  const clients = new Map<string, unknown>();
  return new Proxy({} as AwsClients, {
    get(_, serviceName: string) {
      let client = clients.get(serviceName);
      if (!client) {
        client = clientOf(parts, caller, serviceName);
        clients.set(serviceName, client);
      }
      return client;
    },
  });
}

function clientOf(parts: InProcessParts, caller: Caller, serviceName: string) {
  const calls = new Map<string, (input?: object) => Promise<unknown>>();
  return new Proxy(
    {},
    {
      get(_, method: string) {
        let call = calls.get(method);
        if (!call) {
          const operationName = method.charAt(0).toUpperCase() + method.slice(1);
          call = (input = {}) => invoke(parts, caller, serviceName, operationName, input);
          calls.set(method, call);
        }
        return call;
      },
    },
  );
}

async function invoke(parts: InProcessParts, caller: Caller, serviceName: string, operation: string, input: object) {
  const service = parts.services().find((candidate) => candidate.name === serviceName);
  if (!service) throw notImplemented(serviceName, operation);
  const bound = service.operations.find((candidate) => candidate.name === operation);
  if (!bound) {
    throw service.notYet.includes(operation) ? notImplemented(serviceName, operation) : unknownOperation(operation);
  }
  const request = {
    requestId: parts.newRequestId(),
    caller,
    endpoint: parts.endpoint(),
    headers: {},
    signal: new AbortController().signal,
  };
  const output = (await bound.handle(input, request)) ?? {};
  const body = (output as { Body?: unknown }).Body;
  if (body instanceof Readable) addSdkReaders(body);
  return { ...output, $metadata: {} };
}

/** The SDK's streams can be read whole; give ours the same methods. */
function addSdkReaders(body: Readable): void {
  const read = async () => Buffer.concat(await body.map((chunk) => Buffer.from(chunk)).toArray());
  Object.assign(body, {
    transformToByteArray: read,
    transformToString: async (encoding: BufferEncoding = 'utf8') => (await read()).toString(encoding),
  });
}
