import type { Readable } from 'node:stream';
import type { Walk } from '../schema/walk.ts';

/** A request as the protocols see it: routed, its body read unless the operation streams it. */
export interface WireCall {
  readonly method: string;
  /** Undecoded, from `/` to before the question mark; for REST the bucket of a virtual host is already in it. */
  readonly path: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Set instead of `body` when the operation streams its input. */
  readonly stream?: Readable;
  /** Decoded path labels of a REST operation. */
  readonly labels?: Readonly<Record<string, string>>;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | Readable;
}

/** A refusal or fault on its way out. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly status: number;
  readonly members: Readonly<Record<string, unknown>>;
  readonly requestId: string;
  /** What the request was for: the undecoded path. */
  readonly resource: string;
  readonly method: string;
  /** When known. */
  readonly operation?: string;
}

export interface OperationCodec {
  /** The body goes to the operation as it arrives. */
  readonly streamsBody: boolean;
  decode(call: WireCall, walk: Walk): object;
  encode(output: object, requestId: string): WireResponse;
}

/** One service spoken in one protocol. */
export interface ProtocolCodec {
  /** Compiled when first asked for. */
  operation(name: string): OperationCodec;
  encodeError(error: WireError): WireResponse;
  /** What constraint violations are refused as. */
  readonly violationCode: string;
}
