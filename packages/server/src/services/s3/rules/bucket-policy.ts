import { malformedPolicy } from '../errors.ts';

interface Statement {
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
}

/** Refuses what is no policy for this bucket. */
export function checkPolicy(text: string, bucket: string): void {
  if (!text.startsWith('{')) throw malformedPolicy("Policies must be valid JSON and the first byte must be '{'");
  for (const statement of statementsOf(text)) {
    if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny')
      throw malformedPolicy('Missing required field Effect');
    if (!('Principal' in statement || 'NotPrincipal' in statement))
      throw malformedPolicy('Missing required field Principal');
    if (!('Action' in statement || 'NotAction' in statement)) throw malformedPolicy('Missing required field Action');
    checkResources(statement, bucket);
  }
}

function checkResources(statement: Statement, bucket: string): void {
  const given = statement.Resource ?? statement.NotResource;
  if (given === undefined) throw malformedPolicy('Missing required field Resource');
  for (const resource of Array.isArray(given) ? given : [given]) {
    const name = /^arn:aws[a-z-]*:s3:::([^/]+)/.exec(String(resource))?.[1];
    const isPattern = name !== undefined && /[*?$]/.test(name);
    if (name !== bucket && !isPattern) {
      throw malformedPolicy('Policy has invalid resource');
    }
  }
}

function statementsOf(text: string): Statement[] {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw malformedPolicy('This policy contains invalid Json');
  }
  const statements = (policy as { Statement?: unknown }).Statement;
  const list = Array.isArray(statements) ? statements : [statements];
  if (list.some((statement) => typeof statement !== 'object' || statement === null)) {
    throw malformedPolicy('Missing required field Statement');
  }
  return list as Statement[];
}

/** Whether the policy lets everybody in, without conditions. */
export function isPublicPolicy(text: string): boolean {
  return statementsOf(text).some(({ Effect, Principal, Condition }) => {
    const aws = typeof Principal === 'object' && Principal !== null && 'AWS' in Principal ? Principal.AWS : Principal;
    const isEverybody = aws === '*' || (Array.isArray(aws) && aws.includes('*'));
    return Effect === 'Allow' && isEverybody && Condition === undefined;
  });
}
