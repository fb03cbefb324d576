import { type AddressRange, PatternProblem } from './event-pattern.ts';

interface Address {
  readonly version: 4 | 6;
  readonly value: bigint;
}

const BITS = { 4: 32, 6: 128 } as const;

/** Reads `10.0.0.0/8` or `2001:db8::/32`. */
export function parseCidr(text: string): AddressRange {
  const [address, mask, ...more] = text.split('/');
  if (mask === undefined || more.length > 0) throw new PatternProblem("Malformed CIDR, one '/' required");
  if (!/^\d{1,3}$/.test(mask)) throw new PatternProblem('Malformed CIDR, mask bits must be an integer');
  const base = parseAddress(address ?? '');
  if (!base) throw new PatternProblem(`Malformed CIDR, invalid IP address: ${address}`);
  const free = BITS[base.version] - Number(mask);
  if (free < 0) throw new PatternProblem(`Malformed CIDR, mask bits must be < ${BITS[base.version] + 1}`);
  const size = 1n << BigInt(free);
  const first = base.value - (base.value % size);
  return { version: base.version, first, last: first + size - 1n };
}

/** Whether `text` is an address of the range; false for any other text. */
export function isInRange(range: AddressRange, text: string): boolean {
  const address = parseAddress(text);
  return address?.version === range.version && address.value >= range.first && address.value <= range.last;
}

function parseAddress(text: string): Address | undefined {
  return text.includes(':') ? parseVersion6(text) : parseVersion4(text);
}

function parseVersion4(text: string): Address | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined;
  return { version: 4, value: parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n) };
}

const GROUPS = 8;

function parseVersion6(text: string): Address | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const given = [...(head ?? []), ...(tail ?? [])];
  if (!given.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  const missing = GROUPS - given.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...(head ?? []), ...Array<string>(missing).fill('0'), ...(tail ?? [])];
  return { version: 6, value: groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n) };
}
