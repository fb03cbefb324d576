import { Refusal } from '../../platform/refusal.ts';
import { UNPROVEN } from './rules/unproven.ts';

const refusal = (code: string, message: string) => new Refusal(code, message);

export const invalid = (kind: 'Structure' | 'StageDeclaration' | 'ActionDeclaration', message: string) =>
  refusal(`Invalid${kind}Exception`, message);
export const validation = (message: string) => refusal('ValidationException', message);
export const nameInUse = (account: string, name: string) =>
  refusal(UNPROVEN.duplicateName, `A pipeline with the name '${name}' already exists in account '${account}'`);
export const pipelineNotFound = (account: string, name: string) =>
  refusal('PipelineNotFoundException', `Account '${account}' does not have a pipeline with name '${name}'`);
export const versionNotFound = (name: string, version: number) =>
  refusal('PipelineVersionNotFoundException', `The pipeline '${name}' does not have a version ${version}`);
export const executionNotFound = (id: string) =>
  refusal('PipelineExecutionNotFoundException', `The pipeline execution '${id}' does not exist`);
export const stageNotFound = (pipeline: string, stage: string) =>
  refusal('StageNotFoundException', `The pipeline '${pipeline}' does not have a stage '${stage}'`);
export const actionNotFound = (stage: string, action: string) =>
  refusal('ActionNotFoundException', `The stage '${stage}' does not have an action '${action}'`);
export const invalidNextToken = () => refusal('InvalidNextTokenException', 'The next token is not valid');
export const notStoppable = (id: string) =>
  refusal('PipelineExecutionNotStoppableException', `The pipeline execution '${id}' cannot be stopped`);
export const duplicatedStop = (id: string) =>
  refusal('DuplicatedStopRequestException', `The pipeline execution '${id}' is being stopped already`);
export const stageNotRetryable = (stage: string, why: string) =>
  refusal('StageNotRetryableException', `The stage '${stage}' cannot be retried: ${why}`);
export const jobNotFound = (id: string) => refusal('JobNotFoundException', `The job '${id}' does not exist`);
export const invalidJobState = (id: string, status: string) =>
  refusal('InvalidJobStateException', `The job '${id}' takes no result: its state is ${status}`);
export const invalidNonce = (nonce: string) =>
  refusal(
    'InvalidNonceException',
    `The nonce '${nonce}' is not valid: the job has already been acknowledged or handed out again`,
  );
export const invalidClientToken = () => refusal('InvalidClientTokenException', 'The client token is not valid');
export const outputVariablesTooLarge = (most: number) =>
  refusal('OutputVariablesSizeExceededException', `The output variables are larger than ${most} bytes`);
export const actionTypeNotFound = (key: string) =>
  refusal('ActionTypeNotFoundException', `The action type '${key}' does not exist`);
export const tooManyTypes = (most: number) =>
  refusal('LimitExceededException', `There can be ${most} custom action types`);
export const typeInUse = (key: string, deleted: boolean) =>
  validation(
    deleted
      ? `The action type '${key}' was deleted: its version can only be used again with the same definition`
      : `The action type '${key}' already exists`,
  );
export const requestFailed = (message: string) => refusal('RequestFailedException', message);
export const webhookNotFound = (name: string) =>
  refusal('WebhookNotFoundException', `The webhook '${name}' does not exist`);
export const invalidWebhookAuthentication = (message: string) =>
  refusal('InvalidWebhookAuthenticationParametersException', message);
export const invalidWebhookFilter = (path: string) =>
  refusal('InvalidWebhookFilterPatternException', `${path} is not a JSON path of one place, such as $.ref`);
export const tooManyWebhooks = (most: number) => refusal('LimitExceededException', `There can be ${most} webhooks`);
export const actionExecutionNotFound = (id: string) =>
  refusal('ActionExecutionNotFoundException', `The action execution '${id}' does not exist`);
export const unableToRollback = (stage: string, why: string) =>
  refusal('UnableToRollbackStageException', `The stage '${stage}' cannot be rolled back: ${why}`);
export const executionOutdated = (id: string) =>
  refusal(
    'PipelineExecutionOutdatedException',
    `The pipeline execution '${id}' ran another version of the pipeline and cannot be rolled back to`,
  );
export const conditionNotOverridable = (stage: string, type: string) =>
  refusal('ConditionNotOverridableException', `The condition ${type} of the stage '${stage}' cannot be overridden`);
export const tooManyExecutions = (pipeline: string, most: number) =>
  refusal(
    'ConcurrentPipelineExecutionsLimitExceededException',
    `The pipeline '${pipeline}' has ${most} executions in progress, and no more can start`,
  );
export const notLatestExecution = (id: string) =>
  refusal('NotLatestPipelineExecutionException', `The pipeline execution '${id}' is not the latest of its stage`);
export const invalidApprovalToken = () => refusal('InvalidApprovalTokenException', 'The approval token is not valid');
export const approvalAlreadyCompleted = () =>
  refusal('ApprovalAlreadyCompletedException', 'The approval action has already been approved or rejected');
export const conflict = (message: string) => refusal('ConflictException', message);
export const resourceNotFound = (account: string, name: string) =>
  refusal(
    'ResourceNotFoundException',
    `The account with id '${account}' does not include a pipeline with the name '${name}'`,
  );
export const invalidArn = (arn: string) => refusal('InvalidArnException', `${arn} is not a valid ARN of a pipeline`);
export const systemTags = () =>
  refusal(
    'InvalidTagsException',
    "Not allowed to modify system tags. System tags start with 'aws:'. msg=[Caller is an end user and not allowed to mutate system tags]",
  );
export const tooManyTags = (arn: string) =>
  refusal('TooManyTagsException', `Tag limit exceeded for resource [${arn}].`);
