/** A Systems Manager document of type Command, as it was declared. */
export interface CommandDocument {
  readonly schemaVersion: SchemaVersion;
  readonly description?: string;
  readonly parameters: Readonly<Record<string, ParameterDeclaration>>;
  readonly steps: readonly Step[];
}

export const SCHEMA_VERSIONS = ['1.2', '2.0', '2.2'] as const;
export type SchemaVersion = (typeof SCHEMA_VERSIONS)[number];

export const PARAMETER_TYPES = ['String', 'StringList', 'Integer', 'Boolean', 'StringMap', 'MapList'] as const;

export interface ParameterDeclaration {
  readonly type: (typeof PARAMETER_TYPES)[number];
  readonly description?: string;
  readonly default?: unknown;
  readonly allowedValues?: readonly unknown[];
  readonly allowedPattern?: string;
  readonly minChars?: number;
  readonly maxChars?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

export const PLUGINS = [
  'aws:runShellScript',
  'aws:runPowerShellScript',
  'aws:downloadContent',
  'aws:configureDocker',
  'aws:runDocument',
] as const;
export type Plugin = (typeof PLUGINS)[number];

/** Plugins that AWS has and that are refused by name here. */
export const PLUGINS_NOT_HERE: readonly string[] = [
  'aws:applications',
  'aws:cloudWatch',
  'aws:configurePackage',
  'aws:domainJoin',
  'aws:psModule',
  'aws:refreshAssociation',
  'aws:runDockerAction',
  'aws:softwareInventory',
  'aws:updateAgent',
  'aws:updateSsmAgent',
];

export interface Step {
  /** Its own name; of schema 1.2 the plugin's. */
  readonly name: string;
  readonly plugin: Plugin;
  /** Both sides of a StringEquals, which may hold parameters. */
  readonly precondition?: readonly [string, string];
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly onFailure?: 'exit' | 'successAndExit';
  readonly onSuccess?: 'exit';
  /** Runs even after a step that ended the others. */
  readonly isFinal?: boolean;
}

/** What is wrong with a document; the message says where. */
export interface DocumentProblem {
  readonly kind: 'content' | 'schema-version';
  readonly message: string;
}
