const LARGEST_POLICY = 2048;

export type SessionPolicyProblem = { readonly malformed: string } | { readonly tooLargePercent: number };

/** What is wrong with the policy of a session, if anything. */
export function findSessionPolicyProblem(policy: string): SessionPolicyProblem | undefined {
  if (policy.length > LARGEST_POLICY) return { tooLargePercent: packedPercent(policy) };
  try {
    const document = JSON.parse(policy) as { Statement?: unknown } | null;
    const statement = document?.Statement;
    if (typeof statement !== 'object' || statement === null) return { malformed: 'Syntax errors in policy.' };
  } catch {
    return { malformed: 'This policy contains invalid Json' };
  }
  return undefined;
}

/** AWS does not say how it packs policies; this is the share of the plain text limit. */
export function packedPercent(policy: string): number {
  return Math.ceil((policy.length * 100) / LARGEST_POLICY);
}
