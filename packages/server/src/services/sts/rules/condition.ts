export type RequestKeys = Readonly<Record<string, string | undefined>>;

type Comparison = (actual: string, wanted: string) => boolean;

const like: Comparison = (actual, wanted) => matchesGlob(actual, wanted);
const sameCaseless: Comparison = (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase();

/** The operators trust policies use; the negative ones are in `NEGATED`. */
const COMPARISONS: Readonly<Record<string, Comparison>> = {
  StringEquals: (actual, wanted) => actual === wanted,
  StringEqualsIgnoreCase: sameCaseless,
  StringLike: like,
  ArnEquals: like,
  ArnLike: like,
  Bool: sameCaseless,
};

const NEGATED: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
};

/** Whether all operators of a `Condition` hold; `unknown` is the answer for operators that are not in the table. */
export function conditionsHold(condition: unknown, keys: RequestKeys, unknown: boolean): boolean {
  if (condition === undefined) return true;
  if (typeof condition !== 'object' || condition === null) return unknown;
  return Object.entries(condition).every(([operator, block]) => operatorHolds(operator, block, { keys, unknown }));
}

interface Judged {
  readonly keys: RequestKeys;
  readonly unknown: boolean;
}

function operatorHolds(operator: string, block: unknown, { keys, unknown }: Judged): boolean {
  if (typeof block !== 'object' || block === null) return unknown;
  return Object.entries(block).every(([key, value]) => {
    const wanted = (Array.isArray(value) ? value : [value]).map(String);
    return entryHolds(operator, keys[key.toLowerCase()], wanted) ?? unknown;
  });
}

/** Undefined when the operator is not known. */
function entryHolds(operator: string, actual: string | undefined, wanted: readonly string[]): boolean | undefined {
  if (operator === 'Null') return wanted.includes(String(actual === undefined));
  const ifExists = operator.endsWith('IfExists');
  const name = ifExists ? operator.slice(0, -'IfExists'.length) : operator;
  const negated = Object.hasOwn(NEGATED, name) ? NEGATED[name] : undefined;
  const positive = negated ?? name;
  const compare = Object.hasOwn(COMPARISONS, positive) ? COMPARISONS[positive] : undefined;
  if (!compare) return undefined;
  if (actual === undefined) return ifExists || negated !== undefined;
  return wanted.some((value) => compare(actual, value)) !== (negated !== undefined);
}

/** `*` stands for any text and `?` for one character. */
function matchesGlob(text: string, glob: string): boolean {
  let [at, from, star, resume] = [0, 0, -1, 0];
  while (at < text.length) {
    if (from < glob.length && glob[from] !== '*' && (glob[from] === '?' || glob[from] === text[at])) {
      at += 1;
      from += 1;
    } else if (glob[from] === '*') {
      star = from;
      from += 1;
      resume = at;
    } else if (star >= 0) {
      from = star + 1;
      resume += 1;
      at = resume;
    } else {
      return false;
    }
  }
  return [...glob.slice(from)].every((character) => character === '*');
}
