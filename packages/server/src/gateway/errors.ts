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
