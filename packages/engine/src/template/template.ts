import type { JsonObject } from './json.ts';

/** A CloudFormation template with every short form (`!Ref`) written out (`{ Ref: … }`). */
export interface Template {
  readonly description?: string;
  /** Names of the transforms that it asks for. */
  readonly transforms: readonly string[];
  readonly metadata: JsonObject;
  /** What SAM adds to every resource of a kind. */
  readonly globals: JsonObject;
  readonly outputs: JsonObject;
  readonly rules: JsonObject;
  readonly parameters: JsonObject;
  readonly mappings: JsonObject;
  readonly conditions: JsonObject;
  readonly resources: Readonly<Record<string, TemplateResource>>;
}

export interface TemplateResource {
  readonly type: string;
  readonly properties: JsonObject;
  readonly condition?: string;
  readonly dependsOn: readonly string[];
  readonly deletionPolicy?: string;
  readonly updateReplacePolicy?: string;
  /** The resource of the written template that a transform made this one from. */
  readonly madeFrom?: string;
}

/** The way to a value from the root of a template: `['Resources', 'Bucket', 'Properties', 'Tags', 0]`. */
export type TemplatePath = readonly (string | number)[];

export interface TemplateProblem {
  readonly message: string;
  /** The value at fault. */
  readonly path?: TemplatePath;
  readonly line?: number;
  readonly column?: number;
}

/** Where what a resource says is written. */
export const pathOfResource = (id: string, { madeFrom }: TemplateResource): TemplatePath => [
  'Resources',
  madeFrom ?? id,
];
