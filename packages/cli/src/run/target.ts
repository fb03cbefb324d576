import type { CreateProjectCommandInput } from '@aws-sdk/client-codebuild';
import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import type { CreateRoleCommandInput } from '@aws-sdk/client-iam';

/** A pipeline and what must exist before it can run. */
export interface PipelineTarget {
  readonly kind: 'pipeline';
  readonly pipeline: PipelineDeclaration;
  readonly projects: readonly CreateProjectCommandInput[];
  readonly buckets: readonly { readonly name: string; readonly versioned: boolean }[];
  readonly roles: readonly CreateRoleCommandInput[];
  readonly topics: readonly string[];
  /** The folder the definition is in. */
  readonly folder: string;
  /** What was left out or assumed, to be said to the user. */
  readonly notices: readonly string[];
}

/** A folder whose buildspec is run as one build. */
export interface BuildTarget {
  readonly kind: 'build';
  readonly folder: string;
}

export type Target = PipelineTarget | BuildTarget;
