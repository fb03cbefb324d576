import type { PriceTable } from './costs.ts';

/** What instances cost an hour, and who says so. */
export interface Prices {
  readonly currency: string;
  /** Where they come from and of when they are, for people. */
  readonly source: string;
  readonly date: string;
  /** Where a type has no spot price, its on-demand price counts: spot prices change all the time, and are not above it. */
  readonly types: PriceTable;
}

/** Price of each family's `large`, in dollars an hour; a family's other sizes cost in proportion. */
const LARGE = {
  ...{ t3: 0.0832, t3a: 0.0752, t4g: 0.0672, m5: 0.096, m6i: 0.096, m6g: 0.077, m7i: 0.1008, m7g: 0.0816 },
  ...{ c5: 0.085, c6i: 0.085, c6g: 0.068, c7g: 0.0725, r5: 0.126, r6i: 0.126, r6g: 0.1008 },
} as const;
const BURSTABLE_SIZES = { nano: 1 / 16, micro: 1 / 8, small: 1 / 4, medium: 1 / 2, large: 1, xlarge: 2, '2xlarge': 4 };
const SIZES = { large: 1, xlarge: 2, '2xlarge': 4, '4xlarge': 8 };

/** For installations that give no prices of their own: https://aws.amazon.com/ec2/pricing/on-demand/ */
export const DEFAULT_PRICES: Prices = {
  currency: 'USD',
  source: "AWS's list prices of Linux in us-east-1",
  date: '2026-06',
  types: Object.fromEntries(
    Object.entries(LARGE).flatMap(([family, price]) =>
      Object.entries(family.startsWith('t') ? BURSTABLE_SIZES : SIZES).map(([size, factor]) => [
        `${family}.${size}`,
        { onDemand: Number((price * factor).toFixed(6)) },
      ]),
    ),
  ),
};

export type ReadPrices =
  | { readonly prices: Prices }
  /** Each begins with the key that it is about. */
  | { readonly problems: readonly string[] };

/** Reads prices from parsed JSON. */
export function readPrices(json: unknown): ReadPrices {
  if (!isRecord(json)) return { problems: ['prices: must be an object'] };
  const { currency = 'USD', source = 'prices of this installation', date = '', types, ...unknown } = json;
  const problems = [
    ...Object.keys(unknown).map((key) => `${key}: is unknown`),
    ...Object.entries({ currency, source, date }).flatMap(([key, value]) =>
      typeof value === 'string' ? [] : [`${key}: must be a text`],
    ),
    ...(isRecord(types) ? Object.entries(types).flatMap(typeProblems) : ['types: must be an object of instance types']),
  ];
  return problems.length > 0 ? { problems } : { prices: { currency, source, date, types } as Prices };
}

function typeProblems([type, price]: [string, unknown]): string[] {
  if (!isRecord(price)) return [`types.${type}: must be an object with onDemand, and perhaps spot`];
  const { onDemand, spot, ...unknown } = price;
  return [
    ...Object.keys(unknown).map((key) => `types.${type}.${key}: is unknown`),
    ...(isPrice(onDemand) ? [] : [`types.${type}.onDemand: must be a number that is not below 0`]),
    ...(spot === undefined || isPrice(spot) ? [] : [`types.${type}.spot: must be a number that is not below 0`]),
  ];
}

const isPrice = (value: unknown) => typeof value === 'number' && Number.isFinite(value) && value >= 0;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
