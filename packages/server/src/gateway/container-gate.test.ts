import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { type ContainerGate, createContainerGate } from './container-gate.ts';

const UUID = '00000000-0000-4000-8000-000000000001';
const ADDRESS = '127.0.0.2';
let gate: ContainerGate | undefined;

afterEach(() => gate?.close());

/** A gate before a server that answers with the path it was asked for, on a port that is free. */
async function open(host = '127.0.0.1') {
  const probe = createServer().listen(0, ADDRESS);
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  gate = createContainerGate({ listener: ({ url }, response) => response.end(url), host, port: () => port });
  return { gate, port };
}

it('serves the API and credentials, by the path of AWS too, and no other URL of ours', async () => {
  const { gate, port } = await open();
  expect(await gate.open(ADDRESS)).toEqual({ port, hasPort80: expect.any(Boolean) });
  const ask = async (path: string) => {
    const answer = await fetch(`http://${ADDRESS}:${port}${path}`);
    return [answer.status, await answer.text()];
  };
  expect(await ask('/a-bucket/a-key')).toEqual([200, '/a-bucket/a-key']);
  const credentials = `/_codeyard/build-credentials/${UUID}`;
  expect(await ask(credentials)).toEqual([200, credentials]);
  expect(await ask(`/v2/credentials/${UUID}`)).toEqual([200, credentials]);
  for (const path of ['/_codeyard/health', '/_codeyard/executions/1', `${credentials}/more`, `${credentials}?a`])
    expect(await ask(path)).toEqual([404, '']);
});

it('is opened once, however often', async () => {
  const { gate } = await open();
  const [first, second] = await Promise.all([gate.open(ADDRESS), gate.open(ADDRESS)]);
  expect(second).toEqual(first);
});

it('says that an address is of another machine, and may be tried again', async () => {
  const { gate } = await open();
  for (let tries = 0; tries < 2; tries++)
    await expect(gate.open('203.0.113.9')).rejects.toThrow('203.0.113.9 is no address of this machine');
});

it('is open already where the server listens on every address', async () => {
  const { gate, port } = await open('0.0.0.0');
  expect(await gate.open(ADDRESS)).toMatchObject({ port });
});
