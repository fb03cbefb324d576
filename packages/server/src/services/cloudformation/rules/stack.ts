import type { StackOutput } from '@codeyard/engine/template/outputs';
import type { JsonObject } from '@codeyard/engine/template/parse-template';
import type { Caller } from '../../../gateway/request-context.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** What a stack is besides where its operation stands. Times are in milliseconds since the epoch. */
export interface StackDocument {
  readonly createdAt: number;
  readonly updatedAt?: number;
  readonly deletedAt?: number;
  readonly statusReason?: string;
  readonly rootId?: string;
  /** Whose rights its operations have. */
  readonly caller: Caller;
  readonly roleArn?: string;
  readonly isProtected: boolean;
  readonly policy?: string;
  /** Instead of the policy, while an update runs. */
  readonly policyDuringUpdate?: string;
  /** Which version it is of, or becomes; undefined before its first. */
  readonly version?: number;
  /** What it was before the operation that runs, and is again when that fails. */
  readonly before?: { readonly version: number; readonly facts: StackFacts };
  readonly facts: StackFacts;
  readonly outputs: readonly StackOutput[];
  readonly onFailure: 'ROLLBACK' | 'DELETE' | 'DO_NOTHING';
  /** How many events it had. */
  readonly events: number;
  readonly lastEventAt?: number;
  /** Of the request that began the operation. */
  readonly token?: string;
  readonly operationId?: string;
  readonly changeSet?: string;
  readonly timeoutMinutes?: number;
  readonly parent?: string;
}

/** What every update says anew. */
export interface StackFacts {
  readonly description?: string;
  readonly tags: readonly Tag[];
  readonly capabilities: readonly string[];
  readonly notificationArns: readonly string[];
}

/** The values of a version's parameters. Kept sealed: some are secrets. */
export interface VersionValues {
  /** As the request has them, or the template's defaults. */
  readonly given: Readonly<Record<string, string>>;
  /** What functions see: the same, but for parameters that name one of the parameter store. */
  readonly resolved: Readonly<Record<string, string>>;
}

/** What a resource is, kept sealed: properties may hold secrets. */
export interface PhysicalDocument {
  readonly type: string;
  /** As the template says them, before `{{resolve:…}}`. */
  readonly properties: JsonObject;
  readonly attributes: JsonObject;
  readonly tags: readonly Tag[];
  /** It may be half of what it was and half of what it was to be. */
  readonly isDirty?: boolean;
  /** It never came to be: deleted before it is made anew. */
  readonly isHalfMade?: boolean;
}

/** A change that was begun, kept sealed. */
export interface TaskDocument {
  readonly properties: JsonObject;
  readonly memo?: JsonObject;
  /** What came to the address of the change. */
  readonly response?: JsonObject;
  readonly physicalId?: string;
  /** An update of what was half one thing and half another. */
  readonly isForced?: true;
  /** An update that makes another resource. */
  readonly replaces?: boolean;
}
