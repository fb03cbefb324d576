import { TemplateError } from '@codeyard/engine/template/evaluate-template';
import { Refusal } from '../../platform/refusal.ts';
import { ResourceFailure } from './resources/resource-type.ts';

/** Why a resource cannot be as it was to be, for its event; undefined for what is a fault and no answer. */
export function reasonOf(error: unknown, token: string): string | undefined {
  if (error instanceof ResourceFailure || error instanceof TemplateError) return error.message;
  if (!(error instanceof Refusal) && !(error instanceof Error && '$fault' in error)) return undefined;
  return `Resource handler returned message: "${error.message} (${error.name})" (RequestToken: ${token}, HandlerErrorCode: ${codeOf(error.name)})`;
}

function codeOf(name: string): string {
  if (/AlreadyExists|Conflict|InUse|OwnedByYou/i.test(name)) return 'AlreadyExists';
  if (/NotFound|NoSuch/i.test(name)) return 'NotFound';
  if (/AccessDenied|Unauthorized/i.test(name)) return 'AccessDenied';
  if (/Throttl|TooManyRequests/i.test(name)) return 'Throttling';
  if (/Limit|Quota/i.test(name)) return 'ServiceLimitExceeded';
  if (/Invalid|Validation|Malformed/i.test(name)) return 'InvalidRequest';
  return 'GeneralServiceException';
}
