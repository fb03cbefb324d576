import type { Db } from '../../database/database.ts';
import type { Caller } from '../../gateway/request-context.ts';
import { isProtected, stackIsIn, validation } from './errors.ts';
import { findExportProblem } from './export-problem.ts';
import type { Parts } from './parts.ts';
import { forgetChangeSet, listChangeSets } from './store/change-sets.ts';
import { findStack, forgetStack, lockStack, type Stack, saveDocument, statusOf } from './store/stacks.ts';
import { tell } from './tell.ts';
import { apply, stackHappening } from './transition.ts';
import { withCaller } from './update-stack.ts';

export interface DeleteRequest {
  readonly StackName: string;
  readonly RetainResources?: readonly string[] | undefined;
  readonly RoleARN?: string | undefined;
  readonly ClientRequestToken?: string | undefined;
}

/** Begins to delete a stack; of one that is gone it says nothing, as CloudFormation does. */
export async function deleteStack(
  parts: Parts,
  { request, caller, parent }: { request: DeleteRequest; caller: Caller; parent?: Stack },
): Promise<void> {
  const found = await findStack(parts.database, request.StackName);
  if (!found || /^DELETE_(COMPLETE|IN_PROGRESS)$/.test(statusOf(found))) return;
  await parts.database.transaction(async (tx) => {
    const stack = await lockStack(tx, found.id);
    if (!stack) return;
    const status = statusOf(stack);
    if (stack.isReview) {
      for (const { id } of await listChangeSets(tx, stack.id)) await forgetChangeSet(tx, id);
      return await forgetStack(tx, stack.id);
    }
    if (stack.document.isProtected && !parent) throw isProtected(stack.name);
    if (/IN_PROGRESS$/.test(status)) throw stackIsIn(stack.id, status, 'deleted');
    const retain = request.RetainResources ?? [];
    if (retain.length > 0 && status !== 'DELETE_FAILED')
      throw validation(
        'Invalid operation on stack. RetainResources can only be specified when the stack is in DELETE_FAILED state.',
      );
    const { token: _, ...document } = withCaller(stack, caller, request.RoleARN).document;
    const token = request.ClientRequestToken === undefined ? {} : { token: request.ClientRequestToken };
    const begun = { ...stack, document: { ...document, ...token } };
    const problem = await findExportProblem(tx, stack.id, []);
    if (problem !== undefined) return await callOff(tx, parts, begun, problem);
    await apply(tx, parts, begun, { type: 'delete', retain });
  });
}

/** A stack whose exports are in use is what it was, and its events say why. */
async function callOff(tx: Db, parts: Parts, stack: Stack, reason: string): Promise<void> {
  const happenings = [
    stackHappening(stack, 'DELETE_IN_PROGRESS', 'User Initiated'),
    stackHappening(stack, statusOf(stack), reason),
  ];
  const { id, document } = await tell(tx, parts, stack, happenings);
  await saveDocument(tx, { id, document: { ...document, statusReason: reason } });
}
