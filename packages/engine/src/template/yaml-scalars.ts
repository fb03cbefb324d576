import type { Json } from './json.ts';

// CloudFormation reads YAML 1.1 in the way of SnakeYAML: `YES` arrives as "true", `0300` as "192", `012345678901` as
// "1.2345678901E10" (hyp3 pull request 2061; dev.classmethod.jp "how-to-identify-numerical-values-in-cfn-yaml-template";
// skyarch.net "CloudFormation YAML"). The patterns are those of its resolver; dates are text, for timestamps are not supported.
const TRUE = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const NULL = /^(?:~|null|Null|NULL)$/;
const INTEGER = /^[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?(?:\.[0-9]+|[0-9_]+(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*)$/;
const INFINITE = /^([-+]?)\.(?:inf|Inf|INF)$/;
const NOT_A_NUMBER = /^\.(?:nan|NaN|NAN)$/;
/** Reading digits takes time that grows with their square. */
const LONGEST_NUMBER = 1024;

/** What a text without quotes stands for. */
export function plainScalar(text: string): Json {
  switch (text.charCodeAt(0)) {
    // y Y n N t T f F o O ~
    case 0x79:
    case 0x59:
    case 0x6e:
    case 0x4e:
    case 0x74:
    case 0x54:
    case 0x66:
    case 0x46:
    case 0x6f:
    case 0x4f:
    case 0x7e:
      return text.length > 5 ? text : wordScalar(text);
    // + - .
    case 0x2b:
    case 0x2d:
    case 0x2e:
      return numberScalar(text);
    default:
      if (text === '') return null;
      return text.charCodeAt(0) >= 0x30 && text.charCodeAt(0) <= 0x39 ? numberScalar(text) : text;
  }
}

function wordScalar(text: string): Json {
  if (TRUE.test(text)) return true;
  if (FALSE.test(text)) return false;
  return NULL.test(text) ? null : text;
}

function numberScalar(text: string): Json {
  if (text.length > LONGEST_NUMBER) return text;
  if (INTEGER.test(text)) return integer(text.replaceAll('_', '')) ?? text;
  if (FLOAT.test(text)) return float(text.replaceAll('_', '')) ?? text;
  const [infinite, sign] = INFINITE.exec(text) ?? [];
  if (infinite !== undefined) return sign === '-' ? '-Infinity' : 'Infinity';
  return NOT_A_NUMBER.test(text) ? 'NaN' : text;
}

function integer(text: string): Json | undefined {
  const isNegative = text.startsWith('-');
  const digits = text.replace(/^[-+]/, '');
  const size = digits.includes(':') ? sexagesimal(digits) : wholeNumber(digits);
  return size === undefined ? undefined : exactInteger(isNegative ? -size : size);
}

function wholeNumber(digits: string): bigint | undefined {
  // `0b` and `0x` with nothing behind them are no numbers.
  if (/^0[bx]$/.test(digits)) return undefined;
  return BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
}

const sexagesimal = (digits: string): bigint => digits.split(':').reduce((sum, part) => sum * 60n + BigInt(part), 0n);

/** A number where that is exact, else its digits. */
const exactInteger = (value: bigint): Json => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
};

function float(text: string): Json | undefined {
  if (!text.includes(':')) return Number.isNaN(Number(text)) ? undefined : exactFloat(Number(text));
  const [sign = ''] = /^[-+]?/.exec(text) ?? [];
  const size = text
    .slice(sign.length)
    .split(':')
    .reduce((sum, part) => sum * 60 + Number(part), 0);
  return exactFloat(sign === '-' ? -size : size);
}

/** A number whose text is what CloudFormation makes of it, else that text: 3.10 is 3.1, and 1.0 is "1.0". */
function exactFloat(value: number): Json {
  const text = floatText(value);
  return String(value) === text ? value : text;
}

/** A fraction as Java writes it, which is what properties that are texts receive. */
function floatText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-3 && size < 1e7)) {
    const text = Object.is(value, -0) ? '-0' : String(value);
    return text.includes('.') ? text : `${text}.0`;
  }
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${exponent.replace('+', '')}`;
}

/** A number of JSON as CloudFormation passes it on. */
export const jsonNumber = (text: string): Json =>
  text.length > LONGEST_NUMBER ? text : /^-?\d+$/.test(text) ? exactInteger(BigInt(text)) : exactFloat(Number(text));
