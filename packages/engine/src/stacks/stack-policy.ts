/** What a stack's policy is asked. */
export interface PolicyQuestion {
  readonly action: 'Update:Modify' | 'Update:Replace' | 'Update:Delete';
  readonly logicalId: string;
  readonly type: string;
}

interface Statement {
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: unknown;
}

/** What is wrong with the text of a policy; undefined for a good one. */
export function findPolicyProblem(text: string): string | undefined {
  const statements = readStatements(text);
  if (!statements) return 'Error validating stack policy: Invalid stack policy';
  for (const { Effect, Action, NotAction, Resource, NotResource } of statements) {
    if (Effect !== 'Allow' && Effect !== 'Deny') return 'Error validating stack policy: Invalid Effect';
    const actions = listOf(Action ?? NotAction);
    if (actions.length === 0 || !actions.every((action) => /^(\*|Update:(\*|Modify|Replace|Delete))$/.test(action)))
      return 'Error validating stack policy: Unknown update action';
    if (listOf(Resource ?? NotResource).length === 0)
      return 'Error validating stack policy: Missing required field Resource';
  }
  return undefined;
}

/** Why a stack's policy keeps a resource as it is; undefined when it does not. Once there is a policy, what it does not allow is denied. */
export function findPolicyDenial(text: string, question: PolicyQuestion): string | undefined {
  const statements = readStatements(text) ?? [];
  const where = `[LogicalResourceId/${question.logicalId}]`;
  const denying = statements.findIndex((statement) => statement.Effect === 'Deny' && matches(statement, question));
  if (denying >= 0)
    return `Action denied by stack policy: Statement [#${denying + 1}] does not allow [${question.action}] for resource ${where}`;
  if (statements.some((statement) => statement.Effect === 'Allow' && matches(statement, question))) return undefined;
  return `Action not allowed by stack policy: no statement allows [${question.action}] for resource ${where}`;
}

function readStatements(text: string): Statement[] | undefined {
  try {
    const { Statement } = JSON.parse(text) as { Statement?: unknown };
    const list = Array.isArray(Statement) ? Statement : Statement === undefined ? [] : [Statement];
    return list.every((item) => typeof item === 'object' && item !== null) && Statement !== undefined
      ? (list as Statement[])
      : undefined;
  } catch {
    return undefined;
  }
}

const listOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);

function matches(
  { Action, NotAction, Resource, NotResource, Condition }: Statement,
  { action, logicalId, type }: PolicyQuestion,
): boolean {
  const isAction = (pattern: string) => like(pattern, action);
  const isResource = (pattern: string) => like(pattern, `LogicalResourceId/${logicalId}`) || pattern === '*';
  const acts = NotAction === undefined ? listOf(Action).some(isAction) : !listOf(NotAction).some(isAction);
  const isMeant = NotResource === undefined ? listOf(Resource).some(isResource) : !listOf(NotResource).some(isResource);
  return acts && isMeant && conditionHolds(Condition, type);
}

/** Only the resource's type can be asked for: `StringEquals` and `StringLike`. */
function conditionHolds(condition: unknown, type: string): boolean {
  if (condition === undefined) return true;
  return Object.values(condition as Record<string, { ResourceType?: unknown }>).every(({ ResourceType }) =>
    ResourceType === undefined ? true : listOf(ResourceType).some((pattern) => like(pattern, type)),
  );
}

/** `*` stands for anything. */
function like(pattern: string, text: string): boolean {
  const pieces = pattern.split('*');
  let at = 0;
  for (const [index, piece] of pieces.entries()) {
    const found = index === 0 ? (text.startsWith(piece) ? 0 : -1) : text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return pattern.endsWith('*') || at === text.length || (pieces.length > 1 && text.endsWith(pieces.at(-1) ?? ''));
}
