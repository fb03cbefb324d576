import { compileDecoders } from '../schema/compile-decoder.ts';
import { serializationException } from '../schema/errors.ts';
import type { WireModel } from '../schema/wire-model.ts';
import { compileJsonEncoders, type JsonEncoders } from './json-encoder.ts';
import { jsonTree } from './json-tree.ts';
import { type ModelledError, modelledErrors, statusOf } from './modelled-error.ts';
import type { OperationCodec, ProtocolCodec, WireError, WireResponse } from './protocol.ts';
import { violationCodeOf } from './violation-codes.ts';

/** AWS JSON 1.0 and 1.1: the operation is named in `x-amz-target`, everything else is in the body. */
export function awsJson(model: WireModel): ProtocolCodec {
  const contentType = model.protocol === 'awsJson1_0' ? 'application/x-amz-json-1.0' : 'application/x-amz-json-1.1';
  const decoders = compileDecoders(model, jsonTree(false));
  const encoders = compileJsonEncoders(model, false);
  const findError = modelledErrors(model);

  function operation(name: string): OperationCodec {
    const shape = model.operations[name];
    const decode = shape?.input === undefined ? undefined : decoders.structure(shape.input);
    const encode = shape?.output === undefined ? undefined : encoders.structure(shape.output);
    return {
      streamsBody: false,
      decode: ({ body }, walk) => {
        const json = parseJson(body);
        return decode ? (decode(json, walk) as object) : {};
      },
      encode: (output, requestId) => ({
        status: 200,
        headers: { 'content-type': contentType, 'x-amzn-requestid': requestId },
        body: encode ? JSON.stringify(encode(output)) : '',
      }),
    };
  }

  return {
    operation,
    encodeError: (error) => {
      const modelled = findError(error.code);
      const response = encodeJsonError(
        { ...error, status: statusOf(error, modelled) },
        contentType,
        encodeMembers(error, modelled, encoders),
      );
      if (!model.queryCompatible) return response;
      // Clients that used to speak the query protocol still know exceptions by their old codes.
      const queryError = `${modelled?.queryCode ?? error.code};${error.status < 500 ? 'Sender' : 'Receiver'}`;
      return { ...response, headers: { ...response.headers, 'x-amzn-query-error': queryError } };
    },
    violationCode: violationCodeOf(model.sdkClient),
  };
}

/** An empty body stands for an empty structure. */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw serializationException('The request body is not well-formed JSON.');
  }
}

/** The members of the exception's shape, encoded by it; others as they are. */
export function encodeMembers(error: WireError, modelled: ModelledError | undefined, encoders: JsonEncoders): object {
  if (!modelled) return error.members;
  return { ...error.members, ...(encoders.structure(modelled.structure)(error.members) as object) };
}

export function encodeJsonError(error: WireError, contentType: string, members: object): WireResponse {
  return {
    status: error.status,
    headers: {
      'content-type': contentType,
      'x-amzn-requestid': error.requestId,
      'x-amzn-errortype': error.code,
    },
    body: JSON.stringify({ __type: error.code, ...members, message: error.message }),
  };
}
