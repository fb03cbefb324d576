import { RE2JS } from 're2js';
import { type ActionProvider, configurationError, jobFailed } from './action-provider.ts';

type Comparison = (actual: string, wanted: string) => boolean;

/** MATCHES is of the whole value, by an engine whose time does not explode on any expression. */
const OPERATORS: Readonly<Record<string, Comparison>> = {
  EQ: (actual, wanted) => actual === wanted,
  NE: (actual, wanted) => actual !== wanted,
  CONTAINS: (actual, wanted) => actual.includes(wanted),
  MATCHES: (actual, wanted) => RE2JS.matches(wanted, actual),
};

/** Compares a resolved variable with a value. */
export const variableCheck: ActionProvider = {
  types: ['Rule/VariableCheck'],
  async start({ configuration }) {
    const { Variable = '', Operator = '', Value = '' } = configuration;
    const compare = OPERATORS[Operator];
    if (!compare) return configurationError(`Operator must be EQ, NE, CONTAINS or MATCHES, and not ${Operator}`);
    try {
      const said = `'${Variable}' ${Operator} '${Value}'`;
      return compare(Variable, Value)
        ? { state: 'succeeded', summary: `${said} holds` }
        : jobFailed(`${said} does not hold`);
    } catch (error) {
      return configurationError(`Value is not a regular expression: ${(error as Error).message}`);
    }
  },
};
