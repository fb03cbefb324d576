import { createInputFitter } from '../../gateway/fit-input.ts';
import { bindOperations, type Service, type ServiceContext } from '../../gateway/service.ts';
import { migrations } from './migrations/index.ts';
import { NOT_YET } from './not-yet.ts';
import { cancelUpdateStack } from './operations/cancel-update-stack.ts';
import { continueUpdateRollback } from './operations/continue-update-rollback.ts';
import { createChangeSet } from './operations/create-change-set.ts';
import { createStack } from './operations/create-stack.ts';
import { deleteChangeSet } from './operations/delete-change-set.ts';
import { deleteStack } from './operations/delete-stack.ts';
import { describeChangeSet } from './operations/describe-change-set.ts';
import { describeStackEvents } from './operations/describe-stack-events.ts';
import { describeStackResource } from './operations/describe-stack-resource.ts';
import { describeStackResources } from './operations/describe-stack-resources.ts';
import { describeStacks } from './operations/describe-stacks.ts';
import { executeChangeSet } from './operations/execute-change-set.ts';
import { getStackPolicy } from './operations/get-stack-policy.ts';
import { getTemplate } from './operations/get-template.ts';
import { getTemplateSummary } from './operations/get-template-summary.ts';
import { listChangeSets } from './operations/list-change-sets.ts';
import { listExports } from './operations/list-exports.ts';
import { listImports } from './operations/list-imports.ts';
import { listStackResources } from './operations/list-stack-resources.ts';
import { listStacks } from './operations/list-stacks.ts';
import { setStackPolicy } from './operations/set-stack-policy.ts';
import { updateStack } from './operations/update-stack.ts';
import { updateTerminationProtection } from './operations/update-termination-protection.ts';
import { validateTemplate } from './operations/validate-template.ts';
import type { CloudformationParts, Parts } from './parts.ts';
import { findResourceType } from './resources/all-types.ts';
import { unknownType } from './resources/recorded/unknown-type.ts';
import { receiveResponse } from './responses.ts';
import { createTemplateCache } from './template-cache.ts';
import { runResource } from './workers/run-resource.ts';
import { notifyWorker, timeOutWorker } from './workers/timers.ts';

export { answerTemplateQuestion } from './answer-question.ts';

/** CloudFormation: stacks whose resources are made by the services that are here. */
export function createCloudformation(
  context: ServiceContext,
  own: CloudformationParts,
): Service & { receiveStackResponse: (token: string, body: Buffer) => Promise<boolean> } {
  const findType = (name: string) =>
    findResourceType(name) ?? (own.recordsUnknownTypes ? unknownType(name) : undefined);
  const parts: Parts = { ...context, ...own, fit: createInputFitter(), templates: createTemplateCache(), findType };
  return {
    name: 'cloudformation',
    sdkClient: 'cloudformation',
    operations: bindOperations(OPERATIONS, parts),
    notYet: NOT_YET,
    workers: [runResource(parts), timeOutWorker(parts), notifyWorker(parts)],
    migrations,
    receiveStackResponse: (token, body) => receiveResponse(parts, token, body),
  };
}

const OPERATIONS = [
  cancelUpdateStack,
  continueUpdateRollback,
  createChangeSet,
  createStack,
  deleteChangeSet,
  deleteStack,
  describeChangeSet,
  describeStackEvents,
  describeStackResource,
  describeStackResources,
  describeStacks,
  executeChangeSet,
  getStackPolicy,
  getTemplateSummary,
  getTemplate,
  listChangeSets,
  listExports,
  listImports,
  listStackResources,
  listStacks,
  setStackPolicy,
  updateStack,
  updateTerminationProtection,
  validateTemplate,
];
