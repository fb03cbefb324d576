import { Refusal } from '../../platform/refusal.ts';
import { compileDecoders } from '../schema/compile-decoder.ts';
import type { StructureShape, WireModel } from '../schema/wire-model.ts';
import { invalidArgument, malformedXml } from './errors.ts';
import { compileHttpInput } from './http-input.ts';
import { compileHttpOutput, headersOf } from './http-output.ts';
import { modelledErrors, statusOf } from './modelled-error.ts';
import { parseXml, XmlError } from './parse-xml.ts';
import type { OperationCodec, ProtocolCodec, WireError, WireResponse } from './protocol.ts';
import { type XmlNode, xmlTree } from './xml-tree.ts';
import { compileXmlWriters, escapeXml, XML_DECLARATION } from './xml-writer.ts';

/** REST-XML as S3 speaks it: bare `<Error>` documents, 206 for ranges, two request ids. */
export function restXml(model: WireModel): ProtocolCodec {
  const body = { decoders: compileDecoders<XmlNode>(model, xmlTree), parse: readXml, invalidArgument };
  const findError = modelledErrors(model);
  const writers = compileXmlWriters(model);
  const namespace = model.xmlNamespace ? ` xmlns="${escapeXml(model.xmlNamespace)}"` : '';
  const rootName = (structure: string) => model.structures[structure]?.xmlName ?? structure;

  function writerOf(structure: string) {
    return {
      contentType: 'application/xml',
      document: (output: object) =>
        XML_DECLARATION +
        (unwrapped(structure, output, namespace) ?? writers.element(structure, rootName(structure), output, namespace)),
      payload: (shape: StructureShape, value: object) =>
        XML_DECLARATION +
        writers.element(shape.structure, shape.xmlName ?? rootName(shape.structure), value, namespace),
    };
  }

  function operation(name: string): OperationCodec {
    const shape = model.operations[name];
    const input = compileHttpInput(model, shape?.input ?? '', body);
    const encode = compileHttpOutput(model, shape?.output ?? '', writerOf(shape?.output ?? ''));
    const status = shape?.http?.[2] ?? 200;
    return {
      streamsBody: input.streamsBody,
      decode: (call, walk) => asMalformedXml(() => input.decode(call, walk)),
      encode(output, requestId) {
        const response = encode(output, 'ContentRange' in output && output.ContentRange ? 206 : status);
        return { ...response, headers: { ...response.headers, ...requestIds(requestId) } };
      },
    };
  }

  return {
    operation,
    encodeError: (error) =>
      encodeS3Error({ ...error, status: statusOf(error, findError(error.code)) }, errorHeaders(model, error)),
    violationCode: 'MalformedXML',
  };
}

function readXml(body: Buffer): XmlNode | undefined {
  try {
    return parseXml(body.toString('utf8'));
  } catch (error) {
    if (error instanceof XmlError) throw malformedXml();
    throw error;
  }
}

/** What other services call a serialization exception. */
function asMalformedXml<T>(decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof Refusal && error.code === 'SerializationException') throw malformedXml();
    throw error;
  }
}

/** Members of a refusal that go out as headers, as the operation's output has them: of a delete marker, of a 304. */
const HEADER_MEMBERS: ReadonlySet<string> = new Set(['DeleteMarker', 'ETag', 'LastModified', 'VersionId']);

function errorHeaders(model: WireModel, error: WireError): Record<string, string> {
  const output = error.operation === undefined ? undefined : model.operations[error.operation]?.output;
  const members = Object.entries(model.structures[output ?? '']?.members ?? {});
  return headersOf(
    members.filter(([name]) => HEADER_MEMBERS.has(name)),
    error.members,
  );
}

/** S3 writes the one member of GetBucketLocation's answer as the root of the document (trait `s3UnwrappedXmlOutput`). */
function unwrapped(structure: string, output: object, namespace: string): string | undefined {
  if (structure !== 'GetBucketLocationOutput') return undefined;
  const { LocationConstraint = '' } = output as { LocationConstraint?: string };
  return `<LocationConstraint${namespace}>${escapeXml(LocationConstraint)}</LocationConstraint>`;
}

/** The gateway's own refusals in S3's words. */
const S3_WORDS: Readonly<Record<string, Pick<WireError, 'code' | 'status' | 'message'>>> = {
  InternalFailure: {
    code: 'InternalError',
    status: 500,
    message: 'We encountered an internal error. Please try again.',
  },
  UnknownOperationException: {
    code: 'MethodNotAllowed',
    status: 405,
    message: 'The specified method is not allowed against this resource.',
  },
};

export function encodeS3Error(given: WireError, headers: Readonly<Record<string, string>> = {}): WireResponse {
  const error = { ...given, ...S3_WORDS[given.code] };
  const details = Object.entries(error.members)
    .filter(([name, value]) => /^[A-Za-z][\w-]*$/.test(name) && value !== undefined && value !== null)
    .map(
      ([name, value]) => `<${name}>${escapeXml(value instanceof Date ? value.toISOString() : String(value))}</${name}>`,
    )
    .join('');
  const document = `<Error><Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>${details}<Resource>${escapeXml(error.resource)}</Resource><RequestId>${error.requestId}</RequestId><HostId>${hostIdOf(error.requestId)}</HostId></Error>`;
  const isBodiless = error.method === 'HEAD' || error.status === 304;
  return {
    status: error.status,
    headers: {
      ...headers,
      ...(isBodiless ? {} : { 'content-type': 'application/xml' }),
      ...requestIds(error.requestId),
    },
    body: isBodiless ? '' : XML_DECLARATION + document,
  };
}

function requestIds(requestId: string): Record<string, string> {
  return { 'x-amz-request-id': requestId, 'x-amz-id-2': hostIdOf(requestId) };
}

/** S3's second id names the host that answered; here it says the same as the first. */
function hostIdOf(requestId: string): string {
  return Buffer.from(requestId).toString('base64');
}
