import type { Json, JsonObject } from '@codeyard/engine/template/parse-template';
import type { AwsClients } from '../../../gateway/aws-clients.ts';

/**
 * A kind of thing that stacks have: one file each. Its methods call services by their API, with the rights of whoever runs the stack.
 * Any of them may run twice for one change, and may be cut off anywhere: the second time finds what the first one did.
 */
export interface ResourceType {
  /** `AWS::S3::Bucket`. */
  readonly type: string;
  /** Every property that it takes, and what a change of it does: changes the resource in place, or makes another one. */
  readonly properties: Readonly<Record<string, 'updates' | 'replaces'>>;
  readonly required?: readonly string[];
  /** What `Fn::GetAtt` knows, but for names that only the resource tells (`Outputs.X`): those end in `*`. */
  readonly attributes: readonly string[];
  /** The property that names it. A resource cannot be replaced by another one of the same name. */
  readonly nameProperty?: string;
  /** Nothing of Codeyard acts on it: it is written down, and its references have plausible values. Said in the stack's events. */
  readonly isRecorded?: true;
  /** What CloudFormation asks leave for before it makes one. */
  readonly capability?: (properties: JsonObject) => 'CAPABILITY_IAM' | 'CAPABILITY_NAMED_IAM';
  /**
   * What the resource will be known by (its `Ref`), where that is clear before it exists. It is then looked for before it is made, and
   * not made where somebody else has one already.
   */
  readonly identify?: (call: ResourceCall) => string;
  /** The call that makes one, for types that a single call makes: what it would be refused for can then be told before. */
  readonly request?: (call: ResourceCall) => { client: string; operation: string; input: object };
  readonly create: (call: ResourceCall) => Promise<Progress>;
  /** The values of its attributes; undefined when there is no such resource. */
  readonly read: (call: ExistingCall) => Promise<JsonObject | undefined>;
  /** What an attribute will be, where that is clear before there is the resource. */
  readonly foresee?: (attribute: string, call: ExistingCall) => Json | undefined;
  /** Values of attributes that `read` does not tell. */
  readonly guess?: (attribute: string, facts: Pick<ExistingCall, 'physicalId' | 'stack'>) => Json;
  /** Left out where every change makes another one. */
  readonly update?: (call: UpdateCall) => Promise<Progress>;
  /** Of what is gone already it says nothing. */
  readonly delete: (call: ExistingCall) => Promise<Progress>;
}

/** How far a method came. */
export type Progress =
  /**
   * The physical id, where `identify` does not know it or an update made another resource; attributes that only the making tells, instead
   * of what `read` would; and a note for the stack's events, of what is for somebody else to do.
   */
  | { readonly state: 'done'; readonly physicalId?: string; readonly attributes?: JsonObject; readonly note?: string }
  /** Called again after a while, or when something wakes it, with what it wants to remember. */
  | { readonly state: 'waiting'; readonly memo: JsonObject; readonly afterMs: number; readonly physicalId?: string };

export const DONE: Progress = { state: 'done' };

export interface StackFacts {
  /** ARN. */
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  /** Where clients reach this server. */
  readonly endpoint: string;
}

export interface ResourceCall {
  readonly stack: StackFacts;
  readonly logicalId: string;
  /** As the template says them, with every function evaluated. */
  readonly properties: JsonObject;
  /** The stack's, for resources that take tags. */
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
  readonly aws: AwsClients;
  /** The same on every try of one change, and of nothing else: letters and digits, 32 of them. */
  readonly token: string;
  /** An earlier try may have been cut off after it had made something. */
  readonly isRetry: boolean;
  /** What the last try wanted to remember. */
  readonly memo?: JsonObject;
  /** A name for what the template names not: stack, logical id and 12 random characters; the same on every try. */
  readonly newName: (limits?: NameLimits) => string;
  /** The input of an operation; throws a `ResourceFailure` that tells all that is wrong with the value. */
  readonly fit: <Input>(client: string, operation: string, value: JsonObject) => Input;
  /** Stacks within this one. */
  readonly nested: NestedStacks;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** An address where the outcome of this change can be put, which wakes it; the answer is among the memo as `response`. */
  readonly responseUrl: () => string;
}

export interface NameLimits {
  readonly longest?: number;
  readonly isLowerCase?: boolean;
}

export interface ExistingCall extends ResourceCall {
  readonly physicalId: string;
}

export interface UpdateCall extends ExistingCall {
  /** As they were before. */
  readonly previous: JsonObject;
  /** Names of the properties that differ; the stack's tags count as `Tags`. */
  readonly changed: ReadonlySet<string>;
}

export interface NestedStack {
  readonly id: string;
  readonly status: string;
  readonly reason?: string;
  readonly outputs: Readonly<Record<string, string>>;
}

export interface NestedStacks {
  create(request: {
    name: string;
    template: string;
    parameters: Readonly<Record<string, string>>;
    token: string;
  }): Promise<string>;
  /** False when there is nothing to update. */
  update(
    id: string,
    request: { template: string; parameters: Readonly<Record<string, string>>; token: string },
  ): Promise<boolean>;
  delete(id: string, token: string): Promise<void>;
  find(id: string): Promise<NestedStack | undefined>;
}

/** The resource cannot be as the template says, and why: the reason of its event. */
export class ResourceFailure extends Error {}

/** The text of a property, or nothing. */
export const textOf = (value: Json | undefined): string | undefined =>
  value === undefined || value === null || typeof value === 'object' ? undefined : String(value);
