import { createHash } from 'node:crypto';

/** The default network of an account: made of its id and region, so that it is the same after every start. */
export interface Network {
  readonly vpcId: string;
  readonly securityGroupId: string;
  readonly subnets: readonly { readonly id: string; readonly zone: string; readonly cidr: string }[];
}

export function defaultNetwork({ account, region }: { account: string; region: string }): Network {
  const idOf = (kind: string, name: string) =>
    `${kind}-0${createHash('sha256').update(`${account} ${region} ${kind} ${name}`).digest('hex').slice(0, 16)}`;
  return {
    vpcId: idOf('vpc', 'default'),
    securityGroupId: idOf('sg', 'default'),
    subnets: ['a', 'b', 'c'].map((letter, index) => ({
      id: idOf('subnet', letter),
      zone: `${region}${letter}`,
      cidr: `172.31.${index * 16}.0/20`,
    })),
  };
}
