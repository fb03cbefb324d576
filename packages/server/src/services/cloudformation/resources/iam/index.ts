import type { ResourceType } from '../resource-type.ts';
import { instanceProfile } from './instance-profile.ts';
import { managedPolicy } from './managed-policy.ts';
import { policy } from './policy.ts';
import { role } from './role.ts';
import { rolePolicy } from './role-policy.ts';
import { serviceLinkedRole } from './service-linked-role.ts';

export const IAM_TYPES: readonly ResourceType[] = [
  instanceProfile,
  managedPolicy,
  policy,
  role,
  rolePolicy,
  serviceLinkedRole,
];
