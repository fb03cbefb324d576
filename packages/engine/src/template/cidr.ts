/** An address block: the bits of its address, how many it has, and how many of them belong to the block. */
interface Block {
  readonly address: bigint;
  readonly width: 32 | 128;
  readonly prefix: number;
}

/** The first blocks within a block, each with so many bits of its own; undefined when the text is no block, or they do not fit. */
export function subnets(text: string, count: number, bits: number): string[] | undefined {
  const block = readBlock(text);
  if (!block || !Number.isInteger(count) || count < 1 || count > 256) return undefined;
  const { address, width, prefix } = block;
  if (!Number.isInteger(bits) || bits < 1 || bits > width - prefix) return undefined;
  const size = 1n << BigInt(bits);
  if (BigInt(count) * size > 1n << BigInt(width - prefix)) return undefined;
  return Array.from({ length: count }, (_, at) => {
    const first = address + BigInt(at) * size;
    return `${width === 32 ? ip4Text(first) : ip6Text(first)}/${width - bits}`;
  });
}

function readBlock(text: string): Block | undefined {
  const [, written = '', length = ''] = /^([\d.]+|[\da-fA-F:]+)\/(\d{1,3})$/.exec(text) ?? [];
  const prefix = Number(length);
  const width = written.includes(':') ? 128 : 32;
  const address = width === 32 ? readIp4(written) : readIp6(written);
  if (address === undefined || prefix > width) return undefined;
  const outside = BigInt(width - prefix);
  return { address: (address >> outside) << outside, width, prefix };
}

function readIp4(text: string): bigint | undefined {
  const parts = text.split('.');
  const isRight = parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256);
  return isRight ? parts.reduce((sum, part) => (sum << 8n) + BigInt(part), 0n) : undefined;
}

function readIp6(text: string): bigint | undefined {
  const [before = '', after, ...more] = text.split('::');
  const head = before === '' ? [] : before.split(':');
  const tail = after === undefined || after === '' ? [] : after.split(':');
  const left = 8 - head.length - tail.length;
  if (more.length > 0 || left < 0 || (after === undefined && left !== 0)) return undefined;
  const groups = [...head, ...Array.from({ length: left }, () => '0'), ...tail];
  if (!groups.every((group) => /^[\da-fA-F]{1,4}$/.test(group))) return undefined;
  return groups.reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n);
}

const ip4Text = (address: bigint): string =>
  [24n, 16n, 8n, 0n].map((shift) => String((address >> shift) & 255n)).join('.');

/** The longest run of zero groups is left out. */
function ip6Text(address: bigint): string {
  const groups = Array.from({ length: 8 }, (_, at) => ((address >> BigInt(112 - 16 * at)) & 65535n).toString(16));
  const zerosAt = groups.map((_, at) => groups.slice(at).findIndex((group) => group !== '0'));
  const runs = zerosAt.map((length, at) => (length < 0 ? groups.length - at : length));
  const longest = Math.max(...runs);
  if (longest < 2) return groups.join(':');
  const start = runs.indexOf(longest);
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + longest).join(':')}`;
}
