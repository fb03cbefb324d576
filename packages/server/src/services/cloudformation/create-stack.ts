import { NEW_STACK } from '@codeyard/engine/stacks/next-step';
import { findPolicyProblem } from '@codeyard/engine/stacks/stack-policy';
import type { Caller } from '../../gateway/request-context.ts';
import { stackArn } from './arns.ts';
import { begin } from './begin.ts';
import { clientsOf } from './clients-of.ts';
import { stackExists, validation } from './errors.ts';
import { fetchText } from './fetch-template.ts';
import type { Parts } from './parts.ts';
import { prepare, type TemplateRequest } from './prepare.ts';
import type { StackDocument, StackFacts } from './rules/stack.ts';
import { findStack, insertStack, type Stack } from './store/stacks.ts';

/** What a stack is made with besides its template. */
export interface StackRequest extends TemplateRequest {
  readonly StackName: string;
  readonly RoleARN?: string | undefined;
  readonly NotificationARNs?: readonly string[] | undefined;
  readonly OnFailure?: string | undefined;
  readonly DisableRollback?: boolean | undefined;
  readonly TimeoutInMinutes?: number | undefined;
  readonly StackPolicyBody?: string | undefined;
  readonly StackPolicyURL?: string | undefined;
  readonly EnableTerminationProtection?: boolean | undefined;
  readonly ClientRequestToken?: string | undefined;
}

const NAME = /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/;

/** Begins to make a stack. The same request with the same token answers the stack that it made. */
export async function createStack(
  parts: Parts,
  { request, caller, parent }: { request: StackRequest; caller: Caller; parent?: Stack },
): Promise<string> {
  const { StackName: name, OnFailure, DisableRollback, ClientRequestToken: token } = request;
  if (OnFailure !== undefined && DisableRollback !== undefined)
    throw validation('You can specify either DisableRollback or OnFailure, but not both.');
  const stack = newStack(parts, { name, caller, request, ...(parent ? { parent } : {}) });
  const present = await findStack(parts.database, name);
  if (present) return sameRequest(present, token);
  const policy = await readPolicy(parts, stack, request);
  const prepared = await prepare(parts, clientsOf(parts, stack), { request, stack });
  const facts = factsOf(request, prepared.tags, parent);
  const onFailure = onFailureOf(request);
  const rest: Partial<StackDocument> = {
    onFailure,
    ...(policy === undefined ? {} : { policy }),
    ...(token === undefined ? {} : { token }),
    ...(request.TimeoutInMinutes === undefined ? {} : { timeoutMinutes: request.TimeoutInMinutes }),
  };
  const isMade = await parts.database.transaction(async (tx) => {
    if (!(await insertStack(tx, stack))) return false;
    await begin(tx, parts, stack, { prepared, facts, rollsBack: onFailure === 'ROLLBACK', rest });
    return true;
  });
  if (isMade) return stack.id;
  const other = await findStack(parts.database, name);
  if (!other) throw stackExists(name);
  return sameRequest(other, token);
}

function sameRequest({ id, name, document }: Stack, token: string | undefined): string {
  if (token !== undefined && document.token === token) return id;
  throw stackExists(name);
}

/** A stack that has nothing yet. */
export function newStack(
  parts: Parts,
  {
    name,
    caller,
    request,
    parent,
  }: {
    name: string;
    caller: Caller;
    request: Pick<StackRequest, 'RoleARN' | 'EnableTerminationProtection'>;
    parent?: Stack;
  },
): Stack {
  if (!NAME.test(name)) {
    throw validation(
      `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
    );
  }
  const document: StackDocument = {
    ...{
      createdAt: parts.clock.now(),
      caller,
      isProtected: request.EnableTerminationProtection ?? false,
      outputs: [],
      events: 0,
    },
    ...{ facts: { tags: [], capabilities: [], notificationArns: [] }, onFailure: 'ROLLBACK' },
    ...(request.RoleARN === undefined ? {} : { roleArn: request.RoleARN }),
    ...(parent ? { parent: parent.id, rootId: parent.document.rootId ?? parent.id } : {}),
  };
  return { id: stackArn(parts, name, parts.ids.uuid()), name, document, state: NEW_STACK, isReview: false };
}

export function factsOf(
  request: TemplateRequest & Pick<StackRequest, 'NotificationARNs'>,
  tags: StackFacts['tags'],
  parent?: Stack,
): StackFacts {
  const inherited = parent?.document.facts.tags.filter(({ Key }) => !tags.some((own) => own.Key === Key)) ?? [];
  return {
    tags: [...inherited, ...tags],
    capabilities: request.Capabilities ?? [],
    notificationArns: request.NotificationARNs ?? [],
  };
}

export function onFailureOf({
  OnFailure,
  DisableRollback,
}: Pick<StackRequest, 'OnFailure' | 'DisableRollback'>): StackDocument['onFailure'] {
  if (OnFailure === 'DELETE' || OnFailure === 'DO_NOTHING') return OnFailure;
  return DisableRollback ? 'DO_NOTHING' : 'ROLLBACK';
}

/** The text of a policy that a request brings or points at, checked. */
export async function readPolicy(
  parts: Parts,
  stack: Stack,
  { StackPolicyBody, StackPolicyURL }: Pick<StackRequest, 'StackPolicyBody' | 'StackPolicyURL'>,
): Promise<string | undefined> {
  const text =
    StackPolicyURL === undefined ? StackPolicyBody : await fetchText(clientsOf(parts, stack), StackPolicyURL);
  const problem = text === undefined ? undefined : findPolicyProblem(text);
  if (problem) throw validation(problem);
  return text;
}
