import { compileDecoders } from '../schema/compile-decoder.ts';
import type { WireModel } from '../schema/wire-model.ts';
import { formTree, parseForm } from './form-tree.ts';
import { modelledErrors, statusOf } from './modelled-error.ts';
import type { OperationCodec, ProtocolCodec, WireCall, WireError, WireResponse } from './protocol.ts';
import { compileXmlWriters, escapeXml, XML_DECLARATION } from './xml-writer.ts';

/** AWS Query and EC2's dialect of it: form fields in, XML out. */
export function awsQuery(model: WireModel): ProtocolCodec {
  const dialect = model.protocol === 'ec2Query' ? 'ec2Query' : 'awsQuery';
  const decoders = compileDecoders(model, formTree(dialect));
  const writers = compileXmlWriters(model);
  const findError = modelledErrors(model);
  const respond = dialect === 'ec2Query' ? ec2Response : queryResponse;

  function operation(name: string): OperationCodec {
    const shape = model.operations[name];
    const decode = shape?.input === undefined ? undefined : decoders.structure(shape.input);
    return {
      streamsBody: false,
      decode: (call, walk) => (decode ? (decode(parseForm(formFields(call)), walk) as object) : {}),
      encode(output, requestId) {
        const members = shape?.output === undefined ? undefined : writers.members(shape.output, output);
        return {
          status: 200,
          headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
          body: XML_DECLARATION + respond({ name, namespace: model.xmlNamespace ?? '', members, requestId }),
        };
      },
    };
  }

  return {
    operation,
    encodeError(error) {
      const modelled = findError(error.code);
      const status = statusOf(error, modelled);
      const code = modelled?.queryCode ?? error.code;
      const members = modelled ? writers.members(modelled.structure, { ...error.members, ...NO_MESSAGE }) : '';
      return encodeQueryError({ ...error, code, status }, dialect, members);
    },
    violationCode: 'ValidationError',
  };
}

/** The fields of a form body; of the URL for requests without one, such as presigned GetCallerIdentity. */
export function formFields(call: Pick<WireCall, 'body' | 'query'>): Iterable<readonly [string, string]> {
  return call.body.length > 0 ? new URLSearchParams(call.body.toString('utf8')) : call.query;
}

interface Answer {
  readonly name: string;
  readonly namespace: string;
  readonly members: string | undefined;
  readonly requestId: string;
}

function queryResponse({ name, namespace, members, requestId }: Answer): string {
  const result = members === undefined ? '' : `<${name}Result>${members}</${name}Result>`;
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  return `<${name}Response xmlns="${namespace}">${result}${metadata}</${name}Response>`;
}

function ec2Response({ name, namespace, members, requestId }: Answer): string {
  return `<${name}Response xmlns="${namespace}"><requestId>${requestId}</requestId>${members ?? ''}</${name}Response>`;
}

/** The message is written in its own place. */
const NO_MESSAGE = { message: undefined, Message: undefined };

export function encodeQueryError(error: WireError, dialect: 'awsQuery' | 'ec2Query', members: string): WireResponse {
  const code = `<Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>`;
  const type = error.status < 500 ? 'Sender' : 'Receiver';
  const body =
    dialect === 'ec2Query'
      ? `<Response><Errors><Error>${code}</Error></Errors><RequestID>${error.requestId}</RequestID></Response>`
      : `<ErrorResponse><Error><Type>${type}</Type>${code}${members}</Error><RequestId>${error.requestId}</RequestId></ErrorResponse>`;
  return {
    status: error.status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': error.requestId },
    body: XML_DECLARATION + body,
  };
}
