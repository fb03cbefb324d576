import { compileDecoders } from '../schema/compile-decoder.ts';
import { serializationException } from '../schema/errors.ts';
import type { StructureShape, WireModel } from '../schema/wire-model.ts';
import { encodeJsonError, encodeMembers, parseJson } from './aws-json.ts';
import { compileHttpInput } from './http-input.ts';
import { compileHttpOutput } from './http-output.ts';
import { compileJsonEncoders } from './json-encoder.ts';
import { jsonTree } from './json-tree.ts';
import { modelledErrors, statusOf } from './modelled-error.ts';
import type { OperationCodec, ProtocolCodec } from './protocol.ts';
import { violationCodeOf } from './violation-codes.ts';

const CONTENT_TYPE = 'application/json';

/** REST-JSON: path, query and headers carry part of the input, a JSON document the rest. */
export function restJson(model: WireModel): ProtocolCodec {
  const body = {
    decoders: compileDecoders<unknown>(model, jsonTree(true)),
    parse: parseJson,
    invalidArgument: (name: string, text: string) => serializationException(`'${text}' is not a value for ${name}.`),
  };
  const encoders = compileJsonEncoders(model, true);
  const findError = modelledErrors(model);

  function writerOf(structure: string) {
    return {
      contentType: CONTENT_TYPE,
      document: (output: object) => JSON.stringify(encoders.structure(structure)(output)),
      payload: (shape: StructureShape, value: object) => JSON.stringify(encoders.structure(shape.structure)(value)),
    };
  }

  function operation(name: string): OperationCodec {
    const shape = model.operations[name];
    const input = compileHttpInput(model, shape?.input ?? '', body);
    const encode = compileHttpOutput(model, shape?.output ?? '', writerOf(shape?.output ?? ''));
    const status = shape?.http?.[2] ?? 200;
    return {
      streamsBody: input.streamsBody,
      decode: (call, walk) => input.decode(call, walk),
      encode(output, requestId) {
        const response = encode(output, status);
        return { ...response, headers: { ...response.headers, 'x-amzn-requestid': requestId } };
      },
    };
  }

  return {
    operation,
    encodeError: (error) => {
      const modelled = findError(error.code);
      const status = statusOf(error, modelled);
      return encodeJsonError({ ...error, status }, CONTENT_TYPE, encodeMembers(error, modelled, encoders));
    },
    violationCode: violationCodeOf(model.sdkClient),
  };
}
