import { createHash } from 'node:crypto';
import { matchesPattern } from './filters.ts';

export type Platform = 'linux' | 'windows';

/** AMI ids that there are: a pattern with `*`, and the system their instances have. */
export interface ImageRule {
  readonly pattern: string;
  readonly platform: Platform;
  /** The container image that instances are made of; they are processes without one. */
  readonly container?: string;
}

export const IMAGE_ID = /^ami-[0-9a-f]{8}([0-9a-f]{9})?$/;

/** The first rule that knows the image decides what it is. */
export const findRule = (rules: readonly ImageRule[], imageId: string): ImageRule | undefined =>
  rules.find(({ pattern }) => matchesPattern(pattern, imageId));

export const findPlatform = (rules: readonly ImageRule[], imageId: string): Platform | undefined =>
  findRule(rules, imageId)?.platform;

/** Reads `<pattern>`, `<pattern>=windows` or `<pattern>=docker:<image>`, as the setting gives them. */
export function readImageRule(text: string): ImageRule {
  const [pattern = '', kind = 'linux'] = text.split('=');
  const container = kind.startsWith('docker:') ? { container: kind.slice('docker:'.length) } : {};
  return { pattern, platform: kind === 'windows' ? 'windows' : 'linux', ...container };
}

/** Instances of a type whose family name has a `g` after its generation have Arm processors. */
export function architectureOf(instanceType: string): 'arm64' | 'x86_64' {
  return /^[a-z]+\d+[a-z-]*g[a-z-]*\./.test(instanceType) || instanceType.startsWith('a1.') ? 'arm64' : 'x86_64';
}

/** An image as DescribeImages tells of it; its name is made of its id. */
export function describeImage(imageId: string, platform: Platform) {
  const name = `${platform === 'windows' ? 'Windows_Server' : 'codeyard-linux'}-${createHash('sha256').update(imageId).digest('hex').slice(0, 8)}`;
  return {
    ImageId: imageId,
    Name: name,
    ImageLocation: `amazon/${name}`,
    OwnerId: '137112412989',
    ImageOwnerAlias: 'amazon',
    Description: 'An image that stands for this machine',
    Architecture: 'x86_64' as const,
    ImageType: 'machine' as const,
    Public: true,
    State: 'available' as const,
    Hypervisor: 'xen' as const,
    VirtualizationType: 'hvm' as const,
    EnaSupport: true,
    RootDeviceType: 'ebs' as const,
    RootDeviceName: platform === 'windows' ? '/dev/sda1' : '/dev/xvda',
    CreationDate: '2026-01-01T00:00:00.000Z',
    PlatformDetails: platform === 'windows' ? 'Windows' : 'Linux/UNIX',
    UsageOperation: platform === 'windows' ? 'RunInstances:0002' : 'RunInstances',
    BlockDeviceMappings: [],
    ...(platform === 'windows' ? { Platform: 'Windows' as const } : {}),
  };
}
