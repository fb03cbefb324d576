import { createHash } from 'node:crypto';
import { type DockerClient, DockerError, unlessConflict, unlessMissing } from './docker-client.ts';

/** Addresses that private networks are cut from: the network's, and how many of its bits are fixed. */
export interface AddressRange {
  readonly first: number;
  readonly bits: number;
}

/** A network of a build has sixteen addresses. */
const NETWORK_BITS = 28;
const MOST_TRIES = 32;
const REMOVE_TRIES = 10;
const REMOVE_PAUSE_MS = 100;

/** Reads `10.213.0.0/16`; undefined for what is none, or too small for a network. */
export function parseRange(text: string): AddressRange | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  const [a = 256, b = 256, c = 256, d = 256, bits = 33] = match?.slice(1).map(Number) ?? [];
  if ([a, b, c, d].some((part) => part > 255) || bits < 8 || bits > NETWORK_BITS) return undefined;
  const first = ((a * 256 + b) * 256 + c) * 256 + d;
  return first % 2 ** (32 - bits) === 0 ? { first, bits } : undefined;
}

/** The `index`-th network of a range, counted around. */
export function subnetAt({ first, bits }: AddressRange, index: number): string {
  const size = 2 ** (32 - NETWORK_BITS);
  const address = first + (index % 2 ** (NETWORK_BITS - bits)) * size;
  const parts = [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256);
  return `${parts.join('.')}/${NETWORK_BITS}`;
}

/** Makes a network that nobody else is on; once only. Its addresses are looked for from a place that the name decides. */
export async function ensurePrivateNetwork(
  docker: DockerClient,
  { name, range, labels }: { name: string; range: AddressRange; labels: Readonly<Record<string, string>> },
): Promise<void> {
  const start = createHash('sha256').update(name).digest().readUInt32BE();
  for (let tries = 0; ; tries++) {
    const Config = [{ Subnet: subnetAt(range, start + tries) }];
    const network = { Name: name, CheckDuplicate: true, Driver: 'bridge', Labels: labels, IPAM: { Config } };
    try {
      return await docker.call<void>('POST', '/networks/create', network).catch(unlessConflict);
    } catch (error) {
      if (!(error instanceof DockerError) || !/overlap/i.test(error.message) || tries === MOST_TRIES) throw error;
    }
  }
}

/** Removes a network; a container that is just going may hold it for a moment. */
export async function removeNetwork(docker: DockerClient, name: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await docker.call<void>('DELETE', `/networks/${name}`).catch(unlessMissing);
    } catch (error) {
      if (!(error instanceof DockerError && error.status === 403) || tries === REMOVE_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, REMOVE_PAUSE_MS));
    }
  }
}
