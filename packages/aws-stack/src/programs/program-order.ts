import type { OutputPaths } from '../action/read-output-paths.ts';

/** What a machine runs; the step of the documents that is for it has the same name. */
export type Platform = 'Linux' | 'Windows';

/** Where a machine gets an input artifact from. */
export interface InputFile {
  readonly name: string;
  /** A signed address that only reads this object, and only for minutes. */
  readonly url: string;
}

/** What a machine does to build. */
export interface BuildProgramOrder {
  /** Names the workspace: the build and its attempt. */
  readonly workspace: string;
  /** Of the lease: a program of an older one that comes late does nothing. */
  readonly fence: number;
  /** The first one is what the command runs in. */
  readonly inputs: readonly InputFile[];
  readonly command: string;
  readonly workingDirectory?: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Where a machine puts an output artifact. */
export interface OutputFile extends OutputPaths {
  /** A signed address that only writes this object, and only for minutes. */
  readonly url: string;
  /** Part of what was signed: how the object is to be encrypted. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface UploadProgramOrder {
  readonly workspace: string;
  readonly workingDirectory?: string;
  readonly outputs: readonly OutputFile[];
}

/** Programs of one operating system; each is given to the machine as one text. */
export interface Programs {
  build(order: BuildProgramOrder): string;
  upload(order: UploadProgramOrder): string;
  /** Ends what builds left running and removes their files; fails where the machine is not fit for another build. */
  clean(order: { readonly fence: number }): string;
}

/** How the upload says which variables the build made: a line with this word and their file in base64. */
export const VARIABLES_LINE = 'codeyard-variables';

/** Run Command tells no more of an output than 24,000 characters; base64 takes four thirds. */
export const LARGEST_VARIABLES_BYTES = 16_000;
