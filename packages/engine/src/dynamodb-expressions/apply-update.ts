import { type AttributeValue, contentOf, type Item, typeOf } from './attribute-value.ts';
import { decimalOf, plainNumber } from './compare.ts';
import { addDecimals, formatDecimal, negated } from './decimal.ts';
import { readOperand, type Values } from './evaluate-condition.ts';
import { ExpressionProblem, type Path, type Update, type UpdateValue } from './expression.ts';
import { readPath, writePath } from './paths.ts';

const wrongType = () => new ExpressionProblem('An operand in the update expression has an incorrect data type');
const notThere = () =>
  new ExpressionProblem('The provided expression refers to an attribute that does not exist in the item');

/** What an update makes of an item. Everything is read before anything is written. */
export function applyUpdate(update: Update, item: Item, values: Values): Item {
  const written: [Path, AttributeValue | undefined][] = [
    ...update.set.map(({ path, value }): [Path, AttributeValue] => [path, evaluate(value, item, values)]),
    ...update.add.map(({ path, operand }): [Path, AttributeValue] => [
      path,
      added(readPath(item, path), readOperand(operand, item, values)),
    ]),
    ...update.delete.map(({ path, operand }): [Path, AttributeValue | undefined] => [
      path,
      without(readPath(item, path), readOperand(operand, item, values)),
    ]),
  ];
  let result = item;
  for (const [path, value] of written) result = writePath(result, path, value);
  // From the end of a list, so that the places before stay what they are.
  for (const path of [...update.remove].sort(lastPlaceFirst)) result = writePath(result, path, undefined);
  return result;
}

function lastPlaceFirst(a: Path, b: Path): number {
  const [x, y] = [a.at(-1), b.at(-1)];
  return typeof x === 'number' && typeof y === 'number' ? y - x : 0;
}

function evaluate(value: UpdateValue, item: Item, values: Values): AttributeValue {
  switch (value.kind) {
    case 'operand': {
      const read = readOperand(value.operand, item, values);
      if (!read) throw notThere();
      return read;
    }
    case 'if-not-exists':
      return readPath(item, value.path) ?? evaluate(value.otherwise, item, values);
    case 'list-append': {
      const [first, second] = [evaluate(value.first, item, values), evaluate(value.second, item, values)];
      if (!('L' in first && 'L' in second)) throw wrongType();
      return { L: [...first.L, ...second.L] };
    }
    case 'plus':
    case 'minus': {
      const [left, right] = [evaluate(value.left, item, values), evaluate(value.right, item, values)];
      if (!('N' in left && 'N' in right)) throw wrongType();
      const other = decimalOf(right.N);
      return { N: formatDecimal(addDecimals(decimalOf(left.N), value.kind === 'plus' ? other : negated(other))) };
    }
  }
}

/** Numbers are summed, sets united; what is not there begins as nothing. */
function added(current: AttributeValue | undefined, operand: AttributeValue | undefined): AttributeValue {
  if (!operand || !('N' in operand || isSet(operand))) throw wrongType();
  if (!current) return operand;
  if (typeOf(current) !== typeOf(operand)) throw wrongType();
  if ('N' in current && 'N' in operand) {
    return { N: formatDecimal(addDecimals(decimalOf(current.N), decimalOf(operand.N))) };
  }
  return setOf(current, [...membersOf(current), ...membersOf(operand)]);
}

/** A set without some members; a set without any is none. */
function without(current: AttributeValue | undefined, operand: AttributeValue | undefined): AttributeValue | undefined {
  if (!operand || !isSet(operand)) throw wrongType();
  if (!current) return undefined;
  if (typeOf(current) !== typeOf(operand)) throw wrongType();
  const gone = new Set(membersOf(operand));
  const left = membersOf(current).filter((member) => !gone.has(member));
  return left.length === 0 ? undefined : setOf(current, left);
}

const isSet = (value: AttributeValue) => 'SS' in value || 'NS' in value || 'BS' in value;

const membersOf = (value: AttributeValue): string[] => {
  const members = contentOf(value) as readonly string[];
  return 'NS' in value ? members.map(plainNumber) : [...members];
};

const setOf = (like: AttributeValue, members: readonly string[]): AttributeValue =>
  ({ [typeOf(like)]: [...new Set(members)] }) as unknown as AttributeValue;
