import type { Readable } from 'node:stream';
import type { RequestContext } from './request-context.ts';

/**
 * Input as it reaches an operation: every required member is there and every constraint of the model holds.
 * The SDK types required members as `T | undefined`; the gateway has refused the undefined ones.
 */
export type Checked<T> = T extends Date | Uint8Array | Readable
  ? T
  : T extends (infer Element)[]
    ? Checked<Element>[]
    : T extends object
      ? // biome-ignore lint/complexity/noBannedTypes: `{}` is how an optional member is recognised
        { [K in keyof T]: {} extends Pick<T, K> ? Checked<T[K]> : Checked<Exclude<T[K], undefined>> }
      : T;

/** What is read off the SDK's command classes: the type of their input, and of what their handler resolves to. */
interface SdkCommand {
  readonly input: object;
  resolveMiddleware(stack: never, configuration: never, options: never): unknown;
}

type ModelOutput<C extends SdkCommand> =
  ReturnType<C['resolveMiddleware']> extends (args: never) => Promise<{ output: infer Output }> ? Output : never;

/** Bytes that flow: the SDK types them for its clients, operations read and answer Node streams. */
type ServerStream<T> = 'Body' extends keyof T ? Omit<T, 'Body'> & { Body?: Readable | undefined } : T;

export type InputOf<C extends SdkCommand> = ServerStream<Checked<C['input']>>;

export type OutputOf<C extends SdkCommand> = ServerStream<Omit<ModelOutput<C>, '$metadata'>>;

/** One AWS operation of a service whose operations share `Deps`. */
export interface Operation<Deps> {
  /** As in the model: `StartBuild`. */
  readonly name: string;
  readonly handle: (
    input: never,
    deps: Deps & { readonly request: RequestContext },
  ) => Promise<object | undefined | void>;
}

/**
 * An operation, typed by the SDK's own command:
 * `export const startBuild = operation<StartBuildCommand, CodebuildParts>('StartBuild', async (input, { database }) => …)`.
 * It finds, decides, saves, answers; refusals are thrown; anything slow goes to the work queue.
 */
export function operation<C extends SdkCommand, Deps>(
  name: string,
  handle: (
    input: InputOf<C>,
    deps: Deps & { readonly request: RequestContext },
  ) => Promise<OutputOf<C> | (keyof OutputOf<C> extends never ? void : never)>,
): Operation<Deps> {
  return { name, handle: handle as Operation<Deps>['handle'] };
}
