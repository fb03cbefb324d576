import type { Refusal } from '@codeyard/engine/instance-pools/effect';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html and, of Systems Manager, its API reference. */
const KINDS: Readonly<Record<Exclude<Refusal['kind'], 'bad-request' | 'unknown'>, readonly string[]>> = {
  throttled: [
    ...['RequestLimitExceeded', 'Throttling', 'ThrottlingException', 'ThrottledException', 'RequestThrottled'],
    ...['RequestThrottledException', 'TooManyRequestsException', 'EC2ThrottledException', 'SlowDown'],
  ],
  'no-capacity': [
    ...[
      'InsufficientInstanceCapacity',
      'InsufficientHostCapacity',
      'InsufficientCapacity',
      'InsufficientCapacityOnHost',
    ],
    ...['InsufficientReservedInstanceCapacity', 'UnfulfillableCapacity', 'SpotMaxPriceTooLow'],
    // The type is not there in that zone, or the subnet is full: another one may do.
    ...['Unsupported', 'InsufficientFreeAddressesInSubnet'],
  ],
  quota: [
    ...[
      'VcpuLimitExceeded',
      'InstanceLimitExceeded',
      'MaxSpotInstanceCountExceeded',
      'MaxSpotFleetRequestCountExceeded',
    ],
    ...['VolumeLimitExceeded', 'MaxIOPSLimitExceeded', 'NetworkInterfaceLimitExceeded', 'PendingVerification'],
  ],
  'not-found': ['InvalidInstanceID.NotFound', 'InvalidSpotInstanceRequestID.NotFound', 'InvalidInstanceId'],
};

/** Nothing is known of what it did: the server failed, or our credentials did before it looked. */
const UNKNOWN = new Set([
  ...['InternalError', 'InternalFailure', 'InternalServerError', 'ServiceUnavailable', 'Unavailable'],
  ...['RequestExpired', 'ExpiredToken', 'ExpiredTokenException', 'CredentialsProviderError', 'TimeoutError'],
]);

/** What a failed request means for pools. An error that bears no answer of the service leaves open whether it was done. */
export function sortError(error: unknown): Refusal {
  const code = error instanceof Error ? error.name : 'Unknown';
  const message = error instanceof Error ? error.message : String(error);
  return { kind: kindOf(code, statusOf(error)), code, message };
}

function kindOf(code: string, status: number | undefined): Refusal['kind'] {
  for (const [kind, codes] of Object.entries(KINDS)) {
    if (codes.includes(code)) return kind as keyof typeof KINDS;
  }
  const isAnswer = status !== undefined && status >= 400 && status < 500;
  return isAnswer && !UNKNOWN.has(code) ? 'bad-request' : 'unknown';
}

function statusOf(error: unknown): number | undefined {
  const metadata = (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata;
  return metadata?.httpStatusCode;
}
