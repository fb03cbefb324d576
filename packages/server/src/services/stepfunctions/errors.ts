import type { DefinitionProblem } from '@codeyard/engine/states-language/parse-state-machine';
import { Refusal } from '../../platform/refusal.ts';

const refusal = (name: string, message: string) => new Refusal(name, message);

export const machineNotFound = (arn: string) =>
  refusal('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
export const machineExists = (arn: string) =>
  refusal('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
export const executionNotFound = (arn: string) =>
  refusal('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
export const executionExists = (arn: string) => refusal('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
export const activityNotFound = (arn: string) => refusal('ActivityDoesNotExist', `Activity Does Not Exist: '${arn}'`);
export const resourceNotFound = (arn: string) => refusal('ResourceNotFound', `Resource not found: '${arn}'`);
export const invalidArn = (arn: string) => refusal('InvalidArn', `Invalid Arn: '${arn}'`);
export const invalidName = (name: string) => refusal('InvalidName', `Invalid Name: '${name}'`);
export const invalidToken = () => refusal('InvalidToken', 'Invalid token');
export const invalidInput = (reason: string) =>
  refusal('InvalidExecutionInput', `Invalid State Machine Execution Input: '${reason}'`);
export const invalidOutput = (reason: string) => refusal('InvalidOutput', `Invalid Output: '${reason}'`);
export const taskGone = () => refusal('TaskTimedOut', 'Task Timed Out: Provided task does not exist anymore');
export const notRedrivable = (reason: string) => refusal('ExecutionNotRedrivable', reason);
export const wrongType = (message: string) => refusal('StateMachineTypeNotSupported', message);
export const conflict = (message: string) => refusal('ConflictException', message);
export const validation = (message: string) => refusal('ValidationException', message);
export const notHere = (what: string) => validation(`${what} is not implemented by Codeyard yet`);

export const invalidDefinition = (problems: readonly DefinitionProblem[]) =>
  refusal(
    'InvalidDefinition',
    `Invalid State Machine Definition: '${problems
      .map(({ code, message, location }) => `${code}: ${message}${location ? ` at ${location}` : ''}`)
      .join(', ')}'`,
  );
