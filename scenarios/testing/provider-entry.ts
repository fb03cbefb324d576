import type { ActionDeclaration } from '@aws-sdk/client-codepipeline';

/** What the suite must know of a provider to try it. */
export interface Entry {
  /** As in its `types`. */
  readonly type: string;
  /** More about it, where a type has several entries. */
  readonly note?: string;
  readonly owner?: 'AWS' | 'ThirdParty';
  readonly configuration: Readonly<Record<string, string>>;
  /** More members of the declaration. */
  readonly members?: Partial<ActionDeclaration>;
  readonly input?: boolean;
  readonly output?: boolean;
  /** Names of its output variables. */
  readonly variables?: readonly string[];
  /** A configuration that a definition may have and that cannot work, and what is said of it. */
  readonly broken?: { readonly configuration: Readonly<Record<string, string>>; readonly says: RegExp };
  /** How often the work underneath was done, where that can be counted. */
  readonly timesDone?: (pipeline: string) => Promise<number>;
}
