interface Policy {
  readonly Version: string;
  readonly Statement: readonly (Readonly<Record<string, unknown>> & { readonly Sid?: string })[];
}

export interface Grant {
  readonly statementId: string;
  readonly action: string;
  /** Twelve digits, or `*`. */
  readonly principal: string;
  readonly condition: { readonly Type?: string; readonly Key?: string; readonly Value?: string } | undefined;
}

/** The bus's policy with a statement added, or replaced if its id is there. */
export function withStatement(policy: string | undefined, busArn: string, grant: Grant): string {
  const { Type = '', Key = '', Value } = grant.condition ?? {};
  const statement = {
    Sid: grant.statementId,
    Effect: 'Allow',
    Principal: grant.principal === '*' ? '*' : { AWS: `arn:aws:iam::${grant.principal}:root` },
    Action: grant.action,
    Resource: busArn,
    ...(grant.condition ? { Condition: { [Type]: { [Key]: Value } } } : {}),
  };
  const others = statementsOf(policy).filter(({ Sid }) => Sid !== grant.statementId);
  return policyOf([...others, statement]);
}

/** Undefined when no statement has this id; an empty text when none is left. */
export function withoutStatement(policy: string | undefined, statementId: string): string | undefined {
  const statements = statementsOf(policy);
  const others = statements.filter(({ Sid }) => Sid !== statementId);
  if (others.length === statements.length) return undefined;
  return others.length === 0 ? '' : policyOf(others);
}

export function isPolicy(text: string): boolean {
  try {
    const policy = JSON.parse(text) as Policy | null;
    return Array.isArray(policy?.Statement);
  } catch {
    return false;
  }
}

const statementsOf = (policy: string | undefined): Policy['Statement'] =>
  policy ? (JSON.parse(policy) as Policy).Statement : [];
const policyOf = (statements: Policy['Statement']) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
