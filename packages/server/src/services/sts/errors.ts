import { Refusal } from '../../platform/refusal.ts';

export function notAuthorizedToAssume(callerArn: string, roleArn: string): Refusal {
  const message = `User: ${callerArn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
  return new Refusal('AccessDenied', message, { status: 403 });
}

/** GetSessionToken takes long-term keys only. */
export function sessionOfSession(): Refusal {
  return new Refusal('AccessDenied', 'Cannot call GetSessionToken with session credentials', { status: 403 });
}

/** There are no MFA devices here, so no code can be right. */
export function invalidMfaCode(): Refusal {
  const message = 'MultiFactorAuthentication failed with invalid MFA one time pass code.';
  return new Refusal('AccessDenied', message, { status: 403 });
}

export function invalidRoleArn(arn: string): Refusal {
  return new Refusal('ValidationError', `${arn} is invalid`);
}

export function longerThanRoleAllows(): Refusal {
  const message = 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.';
  return new Refusal('ValidationError', message);
}

export function longerThanChainAllows(): Refusal {
  const message = 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining';
  return new Refusal('ValidationError', message);
}

export function malformedPolicy(message: string): Refusal {
  return new Refusal('MalformedPolicyDocumentException', message);
}

export function policyTooLarge(percent: number): Refusal {
  const message = `Packed size of session policies and tags consumes ${percent}% of allotted space.`;
  return new Refusal('PackedPolicyTooLargeException', message);
}

export function unknownAccessKey(accessKeyId: string): Refusal {
  return new Refusal('ValidationError', `The access key ${accessKeyId} is not known here.`);
}
