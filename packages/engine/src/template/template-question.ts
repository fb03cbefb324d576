import type { JsonObject } from './json.ts';
import type { TemplatePath, TemplateProblem } from './template.ts';

/** What has to be known of a template to tell whether it could become a stack. */
export interface TemplateQuestion {
  readonly text: string;
  readonly stackName: string;
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  /** Values for its parameters. Left out, those without a default have no value yet, and nothing that depends on them is told. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Resources of types that are not here would be written down. */
  readonly recordsUnknownTypes: boolean;
}

/** The call that will make a resource, its functions evaluated as far as anything is known before it is made. */
export interface PlannedRequest {
  readonly id: string;
  /** Where the resource is written. */
  readonly path: TemplatePath;
  /** As in `@aws-sdk/client-codepipeline`. */
  readonly client: string;
  readonly operation: string;
  readonly input: JsonObject;
}

/** All that can be told of a template before a stack is begun. */
export interface TemplateFindings {
  /** What it would be refused for, each with line and column; in the order of the text. */
  readonly problems: readonly TemplateProblem[];
  /** Parameters that have no value. */
  readonly missing: readonly string[];
  /** What has to be acknowledged: `CAPABILITY_IAM`. */
  readonly capabilities: readonly string[];
  /** Those whose condition holds, or may hold. */
  readonly resources: readonly { readonly id: string; readonly type: string; readonly isRecorded: boolean }[];
  /** Of the types that are made by one call which can be told in advance. */
  readonly requests: readonly PlannedRequest[];
}

/** Stands for what only the making of a resource tells. */
export const UNKNOWN = 'codeyard-unknown';

/** What the rules of the services say to definitions, without a server. */
export interface DefinitionCheck {
  checkTemplate(question: TemplateQuestion): TemplateFindings;
  /** The declaration of a pipeline, as `aws codepipeline create-pipeline` takes it; answers what it would be refused for. */
  checkPipeline(pipeline: JsonObject, home: Pick<TemplateQuestion, 'account' | 'region'>): readonly string[];
}
