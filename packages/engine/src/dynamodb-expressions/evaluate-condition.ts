import { type AttributeValue, contentOf, type Item, typeOf } from './attribute-value.ts';
import { compare, equals, sizeOf } from './compare.ts';
import type { Comparator, Condition, Operand } from './expression.ts';
import { readPath } from './paths.ts';

export type Values = Readonly<Record<string, AttributeValue>>;

/** Whether a condition holds for an item. A comparison with what is not there, or of another type, does not, except `<>`. */
export function holds(condition: Condition, item: Item, values: Values): boolean {
  const read = (operand: Operand) => readOperand(operand, item, values);
  switch (condition.kind) {
    case 'and':
      return holds(condition.left, item, values) && holds(condition.right, item, values);
    case 'or':
      return holds(condition.left, item, values) || holds(condition.right, item, values);
    case 'not':
      return !holds(condition.inner, item, values);
    case 'compare':
      return compares(condition.operator, read(condition.left), read(condition.right));
    case 'between':
      return (
        compares('>=', read(condition.value), read(condition.low)) &&
        compares('<=', read(condition.value), read(condition.high))
      );
    case 'in':
      return condition.list.some((operand) => compares('=', read(condition.value), read(operand)));
    case 'exists':
      return (readPath(item, condition.path) !== undefined) === condition.wanted;
    case 'type': {
      const [value, wanted] = [readPath(item, condition.path), read(condition.operand)];
      return value !== undefined && wanted !== undefined && typeOf(value) === contentOf(wanted);
    }
    case 'begins-with':
      return beginsWith(readPath(item, condition.path), read(condition.operand));
    case 'contains':
      return contains(readPath(item, condition.path), read(condition.operand));
  }
}

export function readOperand(operand: Operand, item: Item, values: Values): AttributeValue | undefined {
  if (operand.kind === 'value') return values[operand.name];
  const value = readPath(item, operand.path);
  if (operand.kind === 'path') return value;
  const size = value && sizeOf(value);
  return size === undefined ? undefined : { N: String(size) };
}

function compares(operator: Comparator, left: AttributeValue | undefined, right: AttributeValue | undefined): boolean {
  if (operator === '=') return left !== undefined && right !== undefined && equals(left, right);
  if (operator === '<>') return left === undefined || right === undefined || !equals(left, right);
  const order = left && right && compare(left, right);
  if (order === undefined) return false;
  return { '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 }[operator];
}

function beginsWith(value: AttributeValue | undefined, start: AttributeValue | undefined): boolean {
  if (!value || !start || typeOf(value) !== typeOf(start) || !('S' in value || 'B' in value)) return false;
  return String(contentOf(value)).startsWith(String(contentOf(start)));
}

function contains(value: AttributeValue | undefined, part: AttributeValue | undefined): boolean {
  if (!value || !part) return false;
  if ('L' in value) return value.L.some((member) => equals(member, part));
  if ('SS' in value) return 'S' in part && value.SS.includes(part.S);
  if ('BS' in value) return 'B' in part && value.BS.includes(part.B);
  if ('NS' in value) return 'N' in part && value.NS.some((number) => equals({ N: number }, part));
  if ('S' in value) return 'S' in part && value.S.includes(part.S);
  if (!('B' in value && 'B' in part)) return false;
  // Two digits are a byte: a match in the middle of one is none.
  for (let at = value.B.indexOf(part.B); at >= 0; at = value.B.indexOf(part.B, at + 1)) if (at % 2 === 0) return true;
  return false;
}
