import { ExpressionProblem, type Operand, type Path, type Update, type UpdateValue } from './expression.ts';
import { Parser, type Placeholders } from './parser.ts';

type Clause = 'SET' | 'REMOVE' | 'ADD' | 'DELETE';
const CLAUSES: readonly Clause[] = ['SET', 'REMOVE', 'ADD', 'DELETE'];

/** Reads an update expression; no two of its paths may touch each other. */
export function parseUpdate(text: string, placeholders: Placeholders): Update {
  const parser = new Parser(text, placeholders);
  const set: { path: Path; value: UpdateValue }[] = [];
  const remove: Path[] = [];
  const add: { path: Path; operand: Operand }[] = [];
  const deleted: { path: Path; operand: Operand }[] = [];
  const seen = new Set<Clause>();
  while (parser.next.kind !== 'end') {
    const clause = CLAUSES.find((word) => parser.isWord(word));
    if (!clause) throw parser.fail();
    if (seen.has(clause)) {
      throw new ExpressionProblem(`The "${clause}" section can only be used once in an update expression;`);
    }
    seen.add(clause);
    parser.take();
    do {
      const path = parser.path();
      if (clause === 'SET') set.push({ path, value: assigned(parser) });
      else if (clause === 'REMOVE') remove.push(path);
      else (clause === 'ADD' ? add : deleted).push({ path, operand: parser.operand() });
    } while (parser.skip(','));
  }
  refuseOverlaps([...set.map(({ path }) => path), ...remove, ...[...add, ...deleted].map(({ path }) => path)]);
  return { set, remove, add, delete: deleted };
}

function assigned(parser: Parser): UpdateValue {
  parser.expect('=');
  const left = updateValue(parser);
  if (parser.skip('+')) return { kind: 'plus', left, right: updateValue(parser) };
  return parser.skip('-') ? { kind: 'minus', left, right: updateValue(parser) } : left;
}

function updateValue(parser: Parser): UpdateValue {
  if (parser.skip('(')) {
    const inner = parser.nested(() => updateValue(parser));
    parser.expect(')');
    return inner;
  }
  const called = parser.next.kind === 'name' && parser.second?.text === '(' ? parser.next.text : undefined;
  if (called === undefined) return { kind: 'operand', operand: parser.operand() };
  if (called !== 'if_not_exists' && called !== 'list_append') {
    throw new ExpressionProblem(`Invalid function name; function: ${called}`);
  }
  parser.take();
  parser.expect('(');
  const value = parser.nested((): UpdateValue => {
    if (called === 'if_not_exists') {
      const path = parser.path();
      parser.expect(',');
      return { kind: 'if-not-exists', path, otherwise: updateValue(parser) };
    }
    const first = updateValue(parser);
    parser.expect(',');
    return { kind: 'list-append', first, second: updateValue(parser) };
  });
  parser.expect(')');
  return value;
}

function refuseOverlaps(paths: readonly Path[]): void {
  for (const [at, one] of paths.entries()) {
    for (const two of paths.slice(at + 1)) {
      const short = Math.min(one.length, two.length);
      if (one.slice(0, short).some((part, index) => part !== two[index])) continue;
      throw new ExpressionProblem(
        `Two document paths overlap with each other; must remove or rewrite one of these paths; path one: ${show(one)}, path two: ${show(two)}`,
      );
    }
  }
}

const show = (path: Path) => `[${path.map((part) => (typeof part === 'number' ? `[${part}]` : part)).join(', ')}]`;
