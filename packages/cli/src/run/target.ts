import type { CreateProjectCommandInput } from '@aws-sdk/client-codebuild';
import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline';

/** A pipeline by itself, and what must exist before it can run. */
export interface PipelineTarget {
  readonly kind: 'pipeline';
  /** Absolute path. */
  readonly file: string;
  readonly pipeline: PipelineDeclaration;
  readonly projects: readonly CreateProjectCommandInput[];
  readonly buckets: readonly { readonly name: string; readonly versioned: boolean }[];
  /** The folder the definition is in. */
  readonly folder: string;
  /** What was left out or assumed, to be said to the user. */
  readonly notices: readonly string[];
}

/** A CloudFormation template, not yet looked into. */
export interface TemplateTarget {
  readonly kind: 'template';
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
  /** The folder the template is in. */
  readonly folder: string;
}

/** A folder whose buildspec is run as one build. */
export interface BuildTarget {
  readonly kind: 'build';
  readonly folder: string;
}

export type Target = PipelineTarget | TemplateTarget | BuildTarget;
