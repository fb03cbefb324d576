/** A decimal number of up to 38 digits: `digits` × 10^`exponent`, without zeros at the end. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

const FORM = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?\s*$/;
const MOST_DIGITS = 38;
const LARGEST_EXPONENT = 125;
const SMALLEST_EXPONENT = -130;

export type DecimalProblem = 'no-number' | 'too-precise' | 'too-large' | 'too-small';

/** Reads a number, or tells what is wrong with it. */
export function parseDecimal(text: string): Decimal | DecimalProblem {
  const [matched, sign, whole = '', fraction = '', power = '0'] = FORM.exec(text) ?? [];
  if (matched === undefined || whole + fraction === '' || power.length > 5) return 'no-number';
  const digits = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n);
  const number = normal({ digits, exponent: Number(power) - fraction.length });
  const length = digitCount(number.digits);
  if (length > MOST_DIGITS) return 'too-precise';
  const magnitude = number.exponent + length - 1;
  if (number.digits !== 0n && magnitude > LARGEST_EXPONENT) return 'too-large';
  if (number.digits !== 0n && magnitude < SMALLEST_EXPONENT) return 'too-small';
  return number;
}

const digitCount = (digits: bigint) => (digits < 0n ? -digits : digits).toString().length;

function normal({ digits, exponent }: Decimal): Decimal {
  if (digits === 0n) return { digits, exponent: 0 };
  const text = digits.toString();
  const zeros = text.length - text.replace(/0+$/, '').length;
  return { digits: BigInt(text.slice(0, text.length - zeros)), exponent: exponent + zeros };
}

/** Both numbers' digits at the smaller of their exponents. */
function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const exponent = Math.min(a.exponent, b.exponent);
  const shift = ({ digits, exponent: own }: Decimal) => digits * 10n ** BigInt(own - exponent);
  return [shift(a), shift(b), exponent];
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const [x, y, exponent] = aligned(a, b);
  return normal({ digits: x + y, exponent });
}

export const negated = ({ digits, exponent }: Decimal): Decimal => ({ digits: -digits, exponent });

export function compareDecimals(a: Decimal, b: Decimal): number {
  const [x, y] = aligned(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Plain digits where they are few, a power of ten where they would be many. */
export function formatDecimal({ digits, exponent }: Decimal): string {
  const sign = digits < 0n ? '-' : '';
  const text = (digits < 0n ? -digits : digits).toString();
  const magnitude = exponent + text.length;
  if (exponent >= 0 && magnitude <= MOST_DIGITS) return sign + text + '0'.repeat(exponent);
  if (exponent < 0 && magnitude > 0) return `${sign}${text.slice(0, magnitude)}.${text.slice(magnitude)}`;
  if (exponent < 0 && magnitude > -MOST_DIGITS + text.length) return `${sign}0.${'0'.repeat(-magnitude)}${text}`;
  return `${sign}${text[0]}${text.length > 1 ? `.${text.slice(1)}` : ''}E${magnitude - 1 >= 0 ? '+' : ''}${magnitude - 1}`;
}

const EXPONENT_BIAS = 1_000;
const EXPONENT_DIGITS = 4;

/** A text that sorts as the numbers do: sign, magnitude, digits; of negative numbers each digit's complement. */
export function sortableDecimal({ digits, exponent }: Decimal): string {
  if (digits === 0n) return '5';
  const text = (digits < 0n ? -digits : digits).toString();
  const magnitude = String(exponent + text.length + EXPONENT_BIAS).padStart(EXPONENT_DIGITS, '0');
  if (digits > 0n) return `9${magnitude}${text}`;
  return `1${complement(magnitude + text)}~`;
}

const complement = (text: string) => [...text].map((digit) => String(9 - Number(digit))).join('');
