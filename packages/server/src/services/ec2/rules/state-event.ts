import type { ServiceEvent } from '../../../gateway/service.ts';
import { instanceArn } from './describe-instance.ts';
import type { Instance } from './instance.ts';

type Place = { readonly region: string; readonly account: string };

/** What EC2 tells of each change; every event of an instance in its order. */
export const stateEvent = (place: Place, { id, state }: Instance): ServiceEvent => ({
  source: 'aws.ec2',
  detailType: 'EC2 Instance State-change Notification',
  resources: [instanceArn(place, id)],
  detail: { 'instance-id': id, state },
  key: id,
});

export const interruptionEvent = (place: Place, { id }: Instance): ServiceEvent => ({
  source: 'aws.ec2',
  detailType: 'EC2 Spot Instance Interruption Warning',
  resources: [`arn:aws:ec2:${place.region}:instance/${id}`],
  detail: { 'instance-id': id, 'instance-action': 'terminate' },
  key: id,
});
