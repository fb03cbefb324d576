/** Whether a message matches; made from a filter pattern. */
export type MessageFilter = (message: string) => boolean;

/**
 * CloudWatch Logs' filter patterns for unstructured text: terms that must all be there, `?term` of which one must be, `-term` that must
 * not, `"quoted phrases"`, `%regular expression%`; and for JSON, `{ $.a = "x" && $.b.c >= 5 }`. Undefined when it cannot be parsed.
 */
export function parseFilterPattern(pattern: string): MessageFilter | undefined {
  const text = pattern.trim();
  if (text === '') return () => true;
  if (text.startsWith('{')) return text.endsWith('}') ? parseJsonPattern(text.slice(1, -1)) : undefined;
  if (text.startsWith('[')) return undefined;
  return parseTerms(text);
}

const TERM = /([?-]?)(?:"((?:[^"\\]|\\.)*)"|%((?:[^%\\]|\\.)*)%|([^\s"%]+))(?=\s|$)\s*/y;

function parseTerms(text: string): MessageFilter | undefined {
  const [all, any, none]: MessageFilter[][] = [[], [], []];
  TERM.lastIndex = 0;
  while (TERM.lastIndex < text.length) {
    const match = TERM.exec(text);
    if (!match) return undefined;
    const [, sign, quoted, expression, bare] = match;
    const test =
      expression === undefined ? containing(quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '') : matching(expression);
    if (!test) return undefined;
    (sign === '?' ? any : sign === '-' ? none : all)?.push(test);
  }
  return (message) =>
    (all ?? []).every((test) => test(message)) &&
    ((any ?? []).length === 0 || (any ?? []).some((test) => test(message))) &&
    !(none ?? []).some((test) => test(message));
}

const containing =
  (term: string): MessageFilter =>
  (message) =>
    message.includes(term);

/** AWS allows a small regular language: no groups that remember, no look-around, no backtracking into trouble. */
function matching(expression: string): MessageFilter | undefined {
  if (
    !/^[\w\s.#=@/;,\-\\^$?[\]{}|*+()":]{1,200}$/.test(expression) ||
    /\(\?|[*+}]\s*[*+]|\([^)]*[*+][^)]*\)[*+]/.test(expression)
  ) {
    return undefined;
  }
  try {
    const compiled = new RegExp(expression);
    return (message) => compiled.test(message);
  } catch {
    return undefined;
  }
}

type JsonTest = (value: unknown) => boolean;

function parseJsonPattern(text: string): MessageFilter | undefined {
  const tokens = text.match(/\(|\)|&&|\|\||"(?:[^"\\]|\\.)*"|!=|<=|>=|=|<|>|[^\s()&|=<>!"]+/g) ?? [];
  let at = 0;

  function disjunction(): JsonTest | undefined {
    const parts = [conjunction()];
    while (tokens[at] === '||') {
      at++;
      parts.push(conjunction());
    }
    return allDefined(parts, (tests) => (value) => tests.some((test) => test(value)));
  }

  function conjunction(): JsonTest | undefined {
    const parts = [primary()];
    while (tokens[at] === '&&') {
      at++;
      parts.push(primary());
    }
    return allDefined(parts, (tests) => (value) => tests.every((test) => test(value)));
  }

  function primary(): JsonTest | undefined {
    if (tokens[at] === '(') {
      at++;
      const inner = disjunction();
      return tokens[at++] === ')' ? inner : undefined;
    }
    const [selector, operator, operand] = [tokens[at++], tokens[at++], tokens[at++]];
    if (!selector?.startsWith('$.') || operator === undefined || operand === undefined) return undefined;
    return comparison(selector, operator, operand);
  }

  const test = disjunction();
  if (!test || at !== tokens.length) return undefined;
  return (message) => {
    try {
      return test(JSON.parse(message));
    } catch {
      return false;
    }
  };
}

function allDefined(
  parts: readonly (JsonTest | undefined)[],
  join: (tests: JsonTest[]) => JsonTest,
): JsonTest | undefined {
  const tests = parts.filter((part): part is JsonTest => part !== undefined);
  return tests.length === parts.length ? join(tests) : undefined;
}

function comparison(selector: string, operator: string, operand: string): JsonTest | undefined {
  const path = selector
    .slice(2)
    .split(/\.|\[(\d+)\]/)
    .filter(Boolean);
  const select = (value: unknown) =>
    path.reduce<unknown>(
      (node, key) => (node !== null && typeof node === 'object' ? (node as Record<string, unknown>)[key] : undefined),
      value,
    );
  if (operator === 'IS') return isTest(select, operand);
  if (operator === 'NOT' && operand === 'EXISTS') return (value) => select(value) === undefined;
  const wanted = operand.startsWith('"') ? operand.slice(1, -1).replace(/\\(.)/g, '$1') : operand;
  const number = Number(wanted);
  const wildcard = new RegExp(
    `^${wanted
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    's',
  );
  const equal = (found: unknown) => (typeof found === 'number' ? found === number : wildcard.test(String(found)));
  const tests: Record<string, JsonTest> = {
    '=': (value) => select(value) !== undefined && equal(select(value)),
    '!=': (value) => select(value) !== undefined && !equal(select(value)),
    '<': (value) => typeof select(value) === 'number' && (select(value) as number) < number,
    '<=': (value) => typeof select(value) === 'number' && (select(value) as number) <= number,
    '>': (value) => typeof select(value) === 'number' && (select(value) as number) > number,
    '>=': (value) => typeof select(value) === 'number' && (select(value) as number) >= number,
  };
  return tests[operator];
}

function isTest(select: (value: unknown) => unknown, operand: string): JsonTest | undefined {
  const tests: Record<string, JsonTest> = {
    TRUE: (value) => select(value) === true,
    FALSE: (value) => select(value) === false,
    NULL: (value) => select(value) === null,
  };
  return tests[operand];
}
