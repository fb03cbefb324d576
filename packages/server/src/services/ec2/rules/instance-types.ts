/** What an instance type has, and costs. */
export interface InstanceType {
  readonly name: string;
  readonly vcpus: number;
  readonly memoryMib: number;
  /** US dollars per hour, Linux, on demand, us-east-1: list prices that only rank types; a price table overrides them. */
  readonly hourlyPrice: number;
}

/** Family → price of `large`, memory of `large` in GiB. Sizes double from there. */
const FAMILIES: Readonly<Record<string, readonly [price: number, memoryGib: number]>> = {
  c5: [0.085, 4],
  c5a: [0.077, 4],
  c6a: [0.0765, 4],
  c6g: [0.068, 4],
  c6i: [0.085, 4],
  c7a: [0.1026, 4],
  c7g: [0.0725, 4],
  c7i: [0.0893, 4],
  c8g: [0.0798, 4],
  m5: [0.096, 8],
  m5a: [0.086, 8],
  m6a: [0.0864, 8],
  m6g: [0.077, 8],
  m6i: [0.096, 8],
  m7a: [0.1159, 8],
  m7g: [0.0816, 8],
  m7i: [0.1008, 8],
  m8g: [0.0898, 8],
  r5: [0.126, 16],
  r6g: [0.1008, 16],
  r6i: [0.126, 16],
  r7g: [0.1071, 16],
  r7i: [0.1323, 16],
};
/** Size → what it is of a `large`. */
const SIZES: Readonly<Record<string, number>> = {
  large: 1,
  xlarge: 2,
  '2xlarge': 4,
  '4xlarge': 8,
  '8xlarge': 16,
  '12xlarge': 24,
  '16xlarge': 32,
  '24xlarge': 48,
};
/** Burstable and older types, which follow no such rule: vCPUs, memory in GiB, price. */
const OTHERS: Readonly<Record<string, readonly [vcpus: number, memoryGib: number, price: number]>> = {
  't2.nano': [1, 0.5, 0.0058],
  't2.micro': [1, 1, 0.0116],
  't2.small': [1, 2, 0.023],
  't2.medium': [2, 4, 0.0464],
  't2.large': [2, 8, 0.0928],
  't3.nano': [2, 0.5, 0.0052],
  't3.micro': [2, 1, 0.0104],
  't3.small': [2, 2, 0.0208],
  't3.medium': [2, 4, 0.0416],
  't3.large': [2, 8, 0.0832],
  't3.xlarge': [4, 16, 0.1664],
  't3.2xlarge': [8, 32, 0.3328],
  't3a.medium': [2, 4, 0.0376],
  't3a.large': [2, 8, 0.0752],
  't4g.micro': [2, 1, 0.0084],
  't4g.small': [2, 2, 0.0168],
  't4g.medium': [2, 4, 0.0336],
  't4g.large': [2, 8, 0.0672],
  'm4.large': [2, 8, 0.1],
  'm4.xlarge': [4, 16, 0.2],
  'c4.large': [2, 3.75, 0.1],
  'g4dn.xlarge': [4, 16, 0.526],
  'g5.xlarge': [4, 16, 1.006],
  'a1.medium': [1, 2, 0.0255],
  'mac1.metal': [12, 32, 1.083],
  'mac2.metal': [8, 16, 0.65],
};
const MIB = 1024;
const VCPUS_OF_LARGE = 2;

export const INSTANCE_TYPES: ReadonlyMap<string, InstanceType> = new Map(
  [
    ...Object.entries(OTHERS).map(([name, [vcpus, memory, hourlyPrice]]) => ({
      ...{ name, vcpus, memoryMib: memory * MIB, hourlyPrice },
    })),
    ...Object.entries(FAMILIES).flatMap(([family, [price, memory]]) =>
      Object.entries(SIZES).map(([size, times]) => ({
        name: `${family}.${size}`,
        vcpus: VCPUS_OF_LARGE * times,
        memoryMib: memory * MIB * times,
        hourlyPrice: price * times,
      })),
    ),
  ].map((type) => [type.name, type] as const),
);

const TYPE_NAME = /^([a-z][a-z0-9-]*)\.(nano|micro|small|medium|large|\d*xlarge|metal(?:-\d+xl)?)$/;
/** A family's first letter → memory of its `large` in GiB and its price, for families that the table has not. */
const BY_LETTER: Readonly<Record<string, readonly [price: number, memoryGib: number]>> = {
  c: [0.09, 4],
  m: [0.1, 8],
  r: [0.13, 16],
  x: [0.2, 32],
};
const SMALLER: Readonly<Record<string, number>> = { nano: 0.0625, micro: 0.125, small: 0.25, medium: 0.5, metal: 48 };

/** The type of a name, made up from the family and size where the table has it not; undefined for what is no name of one. */
export function findInstanceType(name: string): InstanceType | undefined {
  const known = INSTANCE_TYPES.get(name);
  if (known) return known;
  const [, family = '', size = ''] = TYPE_NAME.exec(name) ?? [];
  if (!family) return undefined;
  const [price, memoryGib] = BY_LETTER[family[0] ?? ''] ?? [0.1, 8];
  const times = SIZES[size] ?? SMALLER[size] ?? (Number.parseInt(size.replace('metal-', ''), 10) * 2 || 1);
  return {
    name,
    vcpus: Math.max(1, VCPUS_OF_LARGE * times),
    memoryMib: memoryGib * MIB * times,
    hourlyPrice: price * times,
  };
}
