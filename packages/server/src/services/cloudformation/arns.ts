import type { ServiceContext } from '../../gateway/service.ts';
import { formatArn } from '../../platform/arn.ts';

type Place = Pick<ServiceContext, 'account' | 'region'>;

export const stackArn = ({ account, region }: Place, name: string, uuid: string) =>
  formatArn({ service: 'cloudformation', region, account, resource: `stack/${name}/${uuid}` });

export const changeSetArn = ({ account, region }: Place, name: string, uuid: string) =>
  formatArn({ service: 'cloudformation', region, account, resource: `changeSet/${name}/${uuid}` });

/** The name in a stack's ARN. */
export const nameInArn = (arn: string): string => arn.split('/')[1] ?? arn;
