import { conditionsHold, type RequestKeys } from './condition.ts';
import { principalMatches, type TrustedCaller } from './principal.ts';

/** What a role's trust policy is asked about. */
export interface AssumeRequest {
  readonly action: string;
  readonly caller: TrustedCaller;
  /** Condition keys, lower case, with the values of this request; one that is not here is absent. */
  readonly keys: RequestKeys;
}

/** Whether the policy (parsed JSON) lets the caller in: some statement allows it and none denies it. */
export function trustPolicyAllows(policy: unknown, request: AssumeRequest): boolean {
  const statements = listOf((policy as { Statement?: unknown } | null)?.Statement).filter(isStatement);
  const denied = statements.some((statement) => statement.Effect === 'Deny' && applies(statement, request, true));
  return !denied && statements.some((statement) => statement.Effect === 'Allow' && applies(statement, request, false));
}

interface Statement {
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Condition?: unknown;
}

/** `unknown` is what a condition we cannot judge counts as: it never lets in, and always keeps out. */
function applies(statement: Statement, request: AssumeRequest, unknown: boolean): boolean {
  return (
    actionMatches(statement, request.action) &&
    callerMatches(statement, request.caller) &&
    conditionsHold(statement.Condition, request.keys, unknown)
  );
}

function actionMatches({ Action, NotAction }: Statement, action: string): boolean {
  const names = (value: unknown) => listOf(value).some((name) => typeof name === 'string' && isLike(action, name));
  return NotAction === undefined ? names(Action) : !names(NotAction);
}

function callerMatches({ Principal, NotPrincipal }: Statement, caller: TrustedCaller): boolean {
  return NotPrincipal === undefined ? principalMatches(Principal, caller) : !principalMatches(NotPrincipal, caller);
}

/** Actions are compared without regard to case; `*` stands for any text. */
function isLike(action: string, wanted: string): boolean {
  const pattern = wanted.replaceAll(/[.+^${}()|[\]\\?]/g, '\\$&').replaceAll(/\*+/g, '.*');
  return new RegExp(`^${pattern}$`, 'i').test(action);
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);
const isStatement = (value: unknown): value is Statement => typeof value === 'object' && value !== null;
