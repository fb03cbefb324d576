/** Operations of Secrets Manager that are refused by name. */
export const notYet: readonly string[] = [
  'BatchGetSecretValue',
  'CancelRotateSecret',
  'RemoveRegionsFromReplication',
  'ReplicateSecretToRegions',
  'RotateSecret',
  'StopReplicationToReplica',
  'ValidateResourcePolicy',
];
