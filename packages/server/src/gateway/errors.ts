import { Refusal } from '../platform/refusal.ts';

/** The operation is in AWS's model, and we lack it: said by name instead of pretended. */
export function notImplemented(service: string, operation: string): Refusal {
  return new Refusal('NotImplementedException', `${service} ${operation} is not implemented by Codeyard yet.`, {
    status: 501,
  });
}

/** No model has such an operation. */
export function unknownOperation(operation: string): Refusal {
  return new Refusal('UnknownOperationException', `The operation ${operation} is not known.`, { status: 404 });
}

/** The query protocol's word for it. */
export function unknownAction(action: string, version: string): Refusal {
  return new Refusal('InvalidAction', `Could not find operation ${action} for version ${version}`);
}

/** A whole service we do not have, by its signing name. */
export function notServed(signingName: string): Refusal {
  return new Refusal('UnknownOperationException', `Codeyard does not serve ${signingName}.`, { status: 404 });
}

/** The target of the request line is no path. */
export function invalidUri(): Refusal {
  return new Refusal('InvalidURI', "Couldn't parse the specified URI.");
}

/** Constraints of the model, all of them in one message; services name the exception differently. */
export function constraintsBroken(code: string, message: string): Refusal {
  return new Refusal(code, message);
}

/** Bodies that are read whole are bounded. */
export function requestTooLarge(maxBytes: number): Refusal {
  return new Refusal('RequestEntityTooLarge', `The request body is larger than ${maxBytes} bytes.`, { status: 413 });
}

/** The body broke off, or was not what its `content-length` said. */
export function bodyBrokeOff(): Refusal {
  return new Refusal('IncompleteBody', 'The request body terminated unexpectedly.');
}

/** What a client sees of a fault. */
export const FAULT = {
  code: 'InternalFailure',
  message: 'The request processing has failed because of an unknown error, exception or failure.',
  status: 500,
} as const;

/** A session was made for less than this. */
export const accessDeniedByPolicy = () => new Refusal('AccessDenied', 'Access Denied', { status: 403 });
export const notAuthorized = (arn: string, action: string) =>
  new Refusal(
    'AccessDeniedException',
    `User: ${arn} is not authorized to perform: ${action} because no session policy allows the ${action} action`,
  );
