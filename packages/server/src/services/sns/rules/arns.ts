import { formatArn, parseArn } from '../../../platform/arn.ts';

interface Home {
  readonly account: string;
  readonly region: string;
}

export const topicArn = ({ account, region }: Home, topic: string): string =>
  formatArn({ service: 'sns', region, account, resource: topic });

export const subscriptionArn = (home: Home, topic: string, id: string): string => `${topicArn(home, topic)}:${id}`;

/** The topic's name; undefined when the ARN is no topic of this account and region. */
export function readTopicName(home: Home, arn: string): string | undefined {
  const { service, account, region, resource } = parseArn(arn) ?? {};
  if (service !== 'sns' || account !== home.account || region !== home.region || resource?.includes(':'))
    return undefined;
  return resource;
}

/** The subscription's id; undefined when the ARN is no subscription's. */
export function readSubscriptionId(home: Home, arn: string): string | undefined {
  const { service, account, region, resource } = parseArn(arn) ?? {};
  if (service !== 'sns' || account !== home.account || region !== home.region) return undefined;
  return /^[\w-]+:([0-9a-f-]{36})$/.exec(resource ?? '')?.[1];
}

/** Whether the text has the six parts every ARN has. */
export const looksLikeArn = (text: string): boolean => text.split(':').length >= 6;
