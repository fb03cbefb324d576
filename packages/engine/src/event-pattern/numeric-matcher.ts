import { type Bound, type Matcher, PatternProblem } from './event-pattern.ts';

/** EventBridge compares numbers within five thousand million either way. */
const LARGEST = 5e9;

/** Reads `["=", 5]`, `[">", 0]` or `[">", 0, "<=", 5]`. */
export function parseNumericMatcher(value: unknown): Matcher {
  if (!Array.isArray(value)) throw new PatternProblem('Value of numeric must be an array.');
  const [operator, operand, upperOperator, upperOperand, ...more] = value as unknown[];
  if (typeof operator !== 'string') {
    throw new PatternProblem(`Invalid member in numeric match: ${JSON.stringify(operator) ?? ']'}`);
  }
  if (!['=', '<', '<=', '>', '>='].includes(operator)) {
    throw new PatternProblem(`Unrecognized numeric range operator: ${operator}`);
  }
  const bound = boundOf(operator === '=' ? 'equals' : operator, operand);
  if (value.length === 2) return oneSided(operator, bound);
  if (!operator.startsWith('>')) throw new PatternProblem('Too many elements in numeric expression');
  const high = upperBound(upperOperator, upperOperand);
  if (more.length > 0) throw new PatternProblem('Too many terms in numeric range expression');
  if (bound.value >= high.value) throw new PatternProblem('Bottom must be less than top');
  return { kind: 'numeric', low: bound, high };
}

function oneSided(operator: string, bound: Bound): Matcher {
  if (operator === '=') return { kind: 'numeric', low: bound, high: bound };
  return operator.startsWith('>') ? { kind: 'numeric', low: bound } : { kind: 'numeric', high: bound };
}

function upperBound(operator: unknown, operand: unknown): Bound {
  if (typeof operator !== 'string') {
    throw new PatternProblem(`Bad value in numeric range: ${JSON.stringify(operator)}`);
  }
  if (!operator.startsWith('<')) throw new PatternProblem(`Bad numeric range operator: ${operator}`);
  return boundOf(operator, operand);
}

function boundOf(operator: string, operand: unknown): Bound {
  if (typeof operand !== 'number') throw new PatternProblem(`Value of ${operator} must be numeric`);
  if (Math.abs(operand) > LARGEST) {
    throw new PatternProblem('Value must be between -5.0E9 and 5.0E9, inclusive');
  }
  return { value: operand, included: operator === 'equals' || operator.endsWith('=') };
}
