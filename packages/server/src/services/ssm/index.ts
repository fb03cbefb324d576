import { bindOperations, type Service, type ServiceContext } from '../../gateway/service.ts';
import { migrations } from './migrations/index.ts';
import { notYet } from './not-yet.ts';
import { addTagsToResource } from './operations/add-tags-to-resource.ts';
import { cancelCommand } from './operations/cancel-command.ts';
import { createDocument } from './operations/create-document.ts';
import { deleteDocument } from './operations/delete-document.ts';
import { deleteParameter } from './operations/delete-parameter.ts';
import { deleteParameters } from './operations/delete-parameters.ts';
import { describeDocument } from './operations/describe-document.ts';
import { describeDocumentPermission } from './operations/describe-document-permission.ts';
import { describeInstanceInformation } from './operations/describe-instance-information.ts';
import { describeParameters } from './operations/describe-parameters.ts';
import { describeSessions } from './operations/describe-sessions.ts';
import { getCommandInvocation } from './operations/get-command-invocation.ts';
import { getConnectionStatus } from './operations/get-connection-status.ts';
import { getDocument } from './operations/get-document.ts';
import { getParameter } from './operations/get-parameter.ts';
import { getParameterHistory } from './operations/get-parameter-history.ts';
import { getParameters } from './operations/get-parameters.ts';
import { getParametersByPath } from './operations/get-parameters-by-path.ts';
import { labelParameterVersion } from './operations/label-parameter-version.ts';
import { listCommandInvocations } from './operations/list-command-invocations.ts';
import { listCommands } from './operations/list-commands.ts';
import { listDocumentVersions } from './operations/list-document-versions.ts';
import { listDocuments } from './operations/list-documents.ts';
import { listTagsForResource } from './operations/list-tags-for-resource.ts';
import { putParameter } from './operations/put-parameter.ts';
import { removeTagsFromResource } from './operations/remove-tags-from-resource.ts';
import { resumeSession } from './operations/resume-session.ts';
import { sendCommand } from './operations/send-command.ts';
import { startSession } from './operations/start-session.ts';
import { terminateSession } from './operations/terminate-session.ts';
import { unlabelParameterVersion } from './operations/unlabel-parameter-version.ts';
import { updateDocument } from './operations/update-document.ts';
import { updateDocumentDefaultVersion } from './operations/update-document-default-version.ts';
import type { Parts, SsmOptions } from './parts.ts';
import { type SessionRegister, sessionRegister } from './session-register.ts';
import { invocationWorker } from './workers/run-invocation.ts';

export { SESSION_PATH } from './session-token.ts';

export interface Ssm extends Service {
  /** For whoever carries sessions between clients and shells. */
  readonly sessions: SessionRegister;
}

/** Systems Manager: Parameter Store, Command documents, Run Command on instances, and sessions in builds. */
export function createSsm(context: ServiceContext, options: SsmOptions): Ssm {
  const parts: Parts = { ...context, ...options };
  return {
    name: 'ssm',
    sdkClient: 'ssm',
    operations: bindOperations(OPERATIONS, parts),
    notYet,
    workers: [invocationWorker(parts)],
    migrations,
    sessions: sessionRegister(parts),
  };
}

const OPERATIONS = [
  addTagsToResource,
  cancelCommand,
  createDocument,
  deleteDocument,
  deleteParameter,
  deleteParameters,
  describeDocumentPermission,
  describeDocument,
  describeInstanceInformation,
  describeParameters,
  describeSessions,
  getCommandInvocation,
  getConnectionStatus,
  getDocument,
  getParameterHistory,
  getParameter,
  getParametersByPath,
  getParameters,
  labelParameterVersion,
  listCommandInvocations,
  listCommands,
  listDocumentVersions,
  listDocuments,
  listTagsForResource,
  putParameter,
  removeTagsFromResource,
  resumeSession,
  sendCommand,
  startSession,
  terminateSession,
  unlabelParameterVersion,
  updateDocumentDefaultVersion,
  updateDocument,
];
