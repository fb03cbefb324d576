import type { CreateFunctionRequest, FunctionConfiguration } from '@aws-sdk/client-lambda';

/** Members of a function that are kept as they were given, or as AWS fills them in. */
type Kept = Pick<
  CreateFunctionRequest,
  | 'Description'
  | 'Handler'
  | 'KMSKeyArn'
  | 'Layers'
  | 'MemorySize'
  | 'Role'
  | 'Runtime'
  | 'Timeout'
  | 'VpcConfig'
  | 'FileSystemConfigs'
>;

/** One version of a function, `$LATEST` included. Its environment variables are sealed: they may be secrets. */
export interface FunctionDocument extends Kept {
  readonly architectures: NonNullable<CreateFunctionRequest['Architectures']>;
  readonly deadLetterArn?: string;
  readonly ephemeralStorage: number;
  readonly tracing: 'Active' | 'PassThrough';
  readonly logging: NonNullable<FunctionConfiguration['LoggingConfig']>;
  readonly snapStart: 'None' | 'PublishedVersions';
  readonly sealedVariables?: string;
  /** SHA-256 of the ZIP file in hexadecimal: where its code is kept. */
  readonly code: string;
  readonly codeSize: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  readonly revisionId: string;
  /** Of a published version: the revision of `$LATEST` that it was. */
  readonly publishedFrom?: string;
}

export interface FunctionRecord {
  readonly name: string;
  readonly latest: FunctionDocument;
  /** How many versions were ever published. */
  readonly versions: number;
  /** Reserved concurrency. */
  readonly concurrency?: number;
  readonly tags: Readonly<Record<string, string>>;
}

export const LATEST = '$LATEST';

/** The settings of a function that was given none of them. */
export const DEFAULTS = { Timeout: 3, MemorySize: 128, Description: '' } as const;

export const logGroupOf = (name: string, { logging }: FunctionDocument) => logging.LogGroup ?? `/aws/lambda/${name}`;

/** Lambda writes times its own way: `2026-11-21T05:00:00.000+0000`. */
export const lambdaTime = (milliseconds: number) => new Date(milliseconds).toISOString().replace('Z', '+0000');
