import { type Comparator, type Condition, ExpressionProblem, type Operand, type Path } from './expression.ts';
import { Parser, type Placeholders } from './parser.ts';

const COMPARATORS: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);
const MOST_IN_LIST = 100;

/** Reads a condition, filter or key condition expression. */
export function parseCondition(text: string, placeholders: Placeholders): Condition {
  const parser = new Parser(text, placeholders);
  const condition = either(parser);
  parser.expectEnd();
  return condition;
}

function either(parser: Parser): Condition {
  let left = both(parser);
  while (parser.isWord('OR')) {
    parser.take();
    left = { kind: 'or', left, right: both(parser) };
  }
  return left;
}

function both(parser: Parser): Condition {
  let left = negation(parser);
  while (parser.isWord('AND')) {
    parser.take();
    left = { kind: 'and', left, right: negation(parser) };
  }
  return left;
}

function negation(parser: Parser): Condition {
  if (!parser.isWord('NOT')) return single(parser);
  parser.take();
  return parser.nested(() => ({ kind: 'not', inner: negation(parser) }));
}

function single(parser: Parser): Condition {
  if (parser.skip('(')) {
    const inner = parser.nested(() => either(parser));
    parser.expect(')');
    return inner;
  }
  const called = parser.next.kind === 'name' && parser.second?.text === '(' ? parser.next.text : undefined;
  if (called !== undefined && called !== 'size') return call(parser, called);
  const value = parser.operand();
  const { next } = parser;
  if (next.kind === 'symbol' && COMPARATORS.has(next.text)) {
    parser.take();
    return { kind: 'compare', operator: next.text as Comparator, left: value, right: parser.operand() };
  }
  if (parser.isWord('BETWEEN')) return between(parser, value);
  if (parser.isWord('IN')) return { kind: 'in', value, list: listBehindIn(parser) };
  throw parser.fail();
}

function between(parser: Parser, value: Operand): Condition {
  parser.take();
  const low = parser.operand();
  if (!parser.isWord('AND')) throw parser.fail();
  parser.take();
  return { kind: 'between', value, low, high: parser.operand() };
}

function listBehindIn(parser: Parser): Operand[] {
  parser.take();
  parser.expect('(');
  const list = [parser.operand()];
  while (parser.skip(',')) list.push(parser.operand());
  parser.expect(')');
  if (list.length > MOST_IN_LIST)
    throw new ExpressionProblem(
      `The IN operator is provided with too many operands; number of operands: ${list.length}`,
    );
  return list;
}

const FUNCTIONS: Readonly<Record<string, (path: Path, operand: () => Operand) => Condition>> = {
  attribute_exists: (path) => ({ kind: 'exists', path, wanted: true }),
  attribute_not_exists: (path) => ({ kind: 'exists', path, wanted: false }),
  attribute_type: (path, operand) => ({ kind: 'type', path, operand: operand() }),
  begins_with: (path, operand) => ({ kind: 'begins-with', path, operand: operand() }),
  contains: (path, operand) => ({ kind: 'contains', path, operand: operand() }),
};

function call(parser: Parser, name: string): Condition {
  const read = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (!read) throw new ExpressionProblem(`Invalid function name; function: ${name}`);
  parser.take();
  parser.expect('(');
  const path = parser.path();
  const condition = read(path, () => {
    parser.expect(',');
    return parser.operand();
  });
  parser.expect(')');
  return condition;
}
