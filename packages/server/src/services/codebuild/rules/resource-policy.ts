/** What keeps a text from being a resource policy; undefined when nothing does. */
export function findResourcePolicyProblem(text: string): string | undefined {
  const policy = parse(text);
  if (!policy) return 'it is no JSON object';
  const given = policy.Statement;
  const statements: unknown[] = Array.isArray(given) ? given : given === undefined ? [] : [given];
  if (statements.length === 0) return 'it has no Statement';
  for (const [index, statement] of statements.entries()) {
    const problem = statementProblem(statement);
    if (problem) return `statement ${index + 1} ${problem}`;
  }
  return undefined;
}

function statementProblem(statement: unknown): string | undefined {
  if (!isObject(statement)) return 'is no object';
  for (const member of ['Effect', 'Principal', 'Action', 'Resource'])
    if (statement[member] === undefined) return `has no ${member}`;
  return statement.Effect === 'Allow' || statement.Effect === 'Deny'
    ? undefined
    : 'has an Effect that is neither Allow nor Deny';
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
