import { describe, expect, it } from 'vitest';
import { sortError } from './sort-error.ts';
import { refusal } from './testing/scripted-ec2.ts';

describe('a failed request', () => {
  it.each([
    ['RequestLimitExceeded', 503, 'throttled'],
    ['ThrottlingException', 400, 'throttled'],
    ['InsufficientInstanceCapacity', 500, 'no-capacity'],
    ['Unsupported', 400, 'no-capacity'],
    ['InsufficientFreeAddressesInSubnet', 400, 'no-capacity'],
    ['SpotMaxPriceTooLow', 400, 'no-capacity'],
    ['VcpuLimitExceeded', 400, 'quota'],
    ['MaxSpotInstanceCountExceeded', 400, 'quota'],
    ['InvalidInstanceID.NotFound', 400, 'not-found'],
    ['InvalidAMIID.NotFound', 400, 'bad-request'],
    ['UnauthorizedOperation', 403, 'bad-request'],
    ['OperationNotPermitted', 400, 'bad-request'],
    ['IdempotentParameterMismatch', 400, 'bad-request'],
    ['ExpiredToken', 400, 'unknown'],
    ['InternalError', 500, 'unknown'],
    ['Unavailable', 503, 'unknown'],
    ['TimeoutError', undefined, 'unknown'],
  ])('%s with status %s is %s', (code, status, kind) => {
    expect(sortError(refusal(code, status))).toEqual({ kind, code, message: `${code} was scripted` });
  });

  it('that is no error at all is unknown', () => {
    expect(sortError('broken')).toEqual({ kind: 'unknown', code: 'Unknown', message: 'broken' });
  });
});
