import type { Target as SdkTarget } from '@aws-sdk/client-eventbridge';
import type { Surroundings } from './input-transformer.ts';
import { isUsableTemplate, transformInput } from './input-transformer.ts';
import { parseJsonPath, readJsonPath } from './json-path.ts';

/** A rule's target: the members of AWS's `Target` that mean something here. */
export interface Target {
  readonly id: string;
  readonly arn: string;
  readonly roleArn?: string;
  readonly input?: string;
  readonly inputPath?: string;
  readonly inputPaths?: Readonly<Record<string, string>>;
  readonly inputTemplate?: string;
  readonly retryAttempts?: number;
  readonly maxAgeSeconds?: number;
  /** ARN of the queue for events that could not be delivered. */
  readonly deadLetterArn?: string;
  /** Of a FIFO queue. */
  readonly messageGroup?: string;
}

export function fromSdkTarget(given: SdkTarget): Target {
  const { InputTransformer: transformer, RetryPolicy: retry } = given;
  return {
    id: given.Id ?? '',
    arn: given.Arn ?? '',
    ...(given.RoleArn === undefined ? {} : { roleArn: given.RoleArn }),
    ...(given.Input === undefined ? {} : { input: given.Input }),
    ...(given.InputPath === undefined ? {} : { inputPath: given.InputPath }),
    ...(transformer?.InputPathsMap === undefined ? {} : { inputPaths: transformer.InputPathsMap }),
    ...(transformer?.InputTemplate === undefined ? {} : { inputTemplate: transformer.InputTemplate }),
    ...(retry?.MaximumRetryAttempts === undefined ? {} : { retryAttempts: retry.MaximumRetryAttempts }),
    ...(retry?.MaximumEventAgeInSeconds === undefined ? {} : { maxAgeSeconds: retry.MaximumEventAgeInSeconds }),
    ...(given.DeadLetterConfig?.Arn === undefined ? {} : { deadLetterArn: given.DeadLetterConfig.Arn }),
    ...(given.SqsParameters?.MessageGroupId === undefined ? {} : { messageGroup: given.SqsParameters.MessageGroupId }),
  };
}

export function toSdkTarget(target: Target): SdkTarget {
  const retry = {
    ...(target.retryAttempts === undefined ? {} : { MaximumRetryAttempts: target.retryAttempts }),
    ...(target.maxAgeSeconds === undefined ? {} : { MaximumEventAgeInSeconds: target.maxAgeSeconds }),
  };
  const paths = target.inputPaths === undefined ? {} : { InputPathsMap: { ...target.inputPaths } };
  return {
    Id: target.id,
    Arn: target.arn,
    ...(target.roleArn === undefined ? {} : { RoleArn: target.roleArn }),
    ...(target.input === undefined ? {} : { Input: target.input }),
    ...(target.inputPath === undefined ? {} : { InputPath: target.inputPath }),
    ...(target.inputTemplate === undefined
      ? {}
      : { InputTransformer: { ...paths, InputTemplate: target.inputTemplate } }),
    ...(Object.keys(retry).length === 0 ? {} : { RetryPolicy: retry }),
    ...(target.deadLetterArn === undefined ? {} : { DeadLetterConfig: { Arn: target.deadLetterArn } }),
    ...(target.messageGroup === undefined ? {} : { SqsParameters: { MessageGroupId: target.messageGroup } }),
  };
}

/** What is wrong with the input a target asks for, in AWS's words. */
export function findInputProblem(target: Target): string | undefined {
  const { id, input, inputPath, inputPaths = {}, inputTemplate } = target;
  const given = [input, inputPath, inputTemplate].filter((part) => part !== undefined);
  if (given.length > 1) return `Only one of Input, InputPath, or InputTransformer must be provided for target ${id}.`;
  if (input !== undefined && !isJson(input)) return `JSON syntax error in input for target ${id}.`;
  if (inputPath !== undefined && !parseJsonPath(inputPath)) return `Invalid InputPath for target ${id}.`;
  for (const [name, path] of Object.entries(inputPaths)) {
    if (name.toLowerCase().startsWith('aws')) return `Invalid InputPathsMap for target ${id}: ${name} is reserved.`;
    if (!parseJsonPath(path)) return `Invalid JSON path ${path} for target ${id}.`;
  }
  if (inputTemplate !== undefined && !isUsableTemplate(inputTemplate)) return `Invalid InputTemplate for target ${id}.`;
  return undefined;
}

/** What a target is given: text, which is JSON unless a template made it otherwise. */
export function inputFor(target: Target, surroundings: Surroundings): string {
  const { input, inputPath, inputPaths, inputTemplate } = target;
  if (input !== undefined) return input;
  if (inputTemplate !== undefined)
    return transformInput({ paths: inputPaths ?? {}, template: inputTemplate }, surroundings);
  const path = inputPath === undefined ? undefined : parseJsonPath(inputPath);
  return JSON.stringify(path ? (readJsonPath(path, surroundings.event) ?? null) : surroundings.event);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
