/** Where a policy is used decides what its statements must and must not say. */
export type PolicyUse = 'trust' | 'permissions';

interface Statement {
  readonly [element: string]: unknown;
}

const VERSIONS = new Set([undefined, '2012-10-17', '2008-10-17']);
const DOCUMENT_ELEMENTS = new Set(['Version', 'Id', 'Statement']);
const STATEMENT_ELEMENTS = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);
const SYNTAX = 'Syntax errors in policy.';

/** What is wrong with a policy document, in AWS's words; undefined when it can be kept. */
export function findPolicyProblem(text: string, use: PolicyUse): string | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return use === 'trust' ? 'This policy contains invalid Json' : SYNTAX;
  }
  if (!isObject(document) || !hasOnly(document, DOCUMENT_ELEMENTS) || !VERSIONS.has(document.Version as string)) {
    return SYNTAX;
  }
  const statements = listOf(document.Statement);
  if (statements.length === 0) return use === 'trust' ? 'Missing required field Statement' : SYNTAX;
  for (const statement of statements) {
    const problem = isObject(statement) ? findStatementProblem(statement, use) : SYNTAX;
    if (problem) return problem;
  }
  return sidsRepeat(statements) ? 'Statement IDs (SID) in a single policy must be unique.' : undefined;
}

function findStatementProblem(statement: Statement, use: PolicyUse): string | undefined {
  if (!hasOnly(statement, STATEMENT_ELEMENTS)) return SYNTAX;
  if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') return SYNTAX;
  if (statement.Condition !== undefined && !isObject(statement.Condition)) return SYNTAX;
  if (statement.Action !== undefined && statement.NotAction !== undefined) return SYNTAX;
  const actions = listOf(statement.Action ?? statement.NotAction);
  if (actions.length === 0) {
    return use === 'trust' ? 'Missing required field Action' : 'Policy statement must contain actions.';
  }
  if (!isTexts(actions)) return SYNTAX;
  return use === 'trust' ? findTrustProblem(statement, actions) : findPermissionsProblem(statement, actions);
}

function findTrustProblem(statement: Statement, actions: string[]): string | undefined {
  if (statement.Resource !== undefined) return 'Has prohibited field Resource';
  if (statement.NotResource !== undefined) return 'Has prohibited field NotResource';
  const principal = statement.Principal ?? statement.NotPrincipal;
  if (principal === undefined) return 'Missing required field Principal';
  if (principal !== '*' && !isPrincipal(principal)) return `Invalid principal in policy: ${JSON.stringify(principal)}`;
  if (actions.every((action) => /^sts:/i.test(action) || action === '*')) return undefined;
  return 'AssumeRole policy may only specify STS AssumeRole actions.';
}

function findPermissionsProblem(statement: Statement, actions: string[]): string | undefined {
  if (statement.Principal !== undefined || statement.NotPrincipal !== undefined) {
    return 'Policy document should not specify a principal.';
  }
  const bare = actions.find((action) => action !== '*' && !/^[\w-]+:\S+$/.test(action));
  if (bare !== undefined) return 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.';
  const resources = listOf(statement.Resource ?? statement.NotResource);
  if (resources.length === 0) return 'Policy statement must contain resources.';
  if (!isTexts(resources)) return SYNTAX;
  const foreign = resources.find((resource) => resource !== '*' && !/^arn:/.test(resource));
  return foreign === undefined ? undefined : `Resource ${foreign} must be in ARN format or "*".`;
}

const PRINCIPAL_TYPES = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser']);

function isPrincipal(principal: unknown): boolean {
  if (!isObject(principal)) return false;
  const entries = Object.entries(principal);
  return entries.length > 0 && entries.every(([type, names]) => PRINCIPAL_TYPES.has(type) && isTexts(listOf(names)));
}

function sidsRepeat(statements: readonly unknown[]): boolean {
  const sids = statements.flatMap((statement) => (isObject(statement) && statement.Sid ? [statement.Sid] : []));
  return new Set(sids).size !== sids.length;
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);
const isObject = (value: unknown): value is Statement =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isTexts = (list: unknown[]): list is string[] =>
  list.length > 0 && list.every((item) => typeof item === 'string');
const hasOnly = (value: object, elements: ReadonlySet<string>) => Object.keys(value).every((key) => elements.has(key));

/** AWS counts the size of a policy without white space. */
export function policySize(text: string): number {
  return text.replaceAll(/\s/g, '').length;
}
