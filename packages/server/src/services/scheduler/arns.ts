import type { ServiceContext } from '../../gateway/service.ts';
import { formatArn, parseArn } from '../../platform/arn.ts';

type Place = Pick<ServiceContext, 'account' | 'region'>;

export const scheduleArn = ({ account, region }: Place, { group, name }: { group: string; name: string }) =>
  formatArn({ service: 'scheduler', region, account, resource: `schedule/${group}/${name}` });

export const groupArn = ({ account, region }: Place, name: string) =>
  formatArn({ service: 'scheduler', region, account, resource: `schedule-group/${name}` });

/** The name of the group that an ARN stands for. */
export const groupOfArn = (arn: string) => /^schedule-group\/(.+)$/.exec(parseArn(arn)?.resource ?? '')?.[1];
