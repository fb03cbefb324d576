/** The parts of an Amazon Resource Name; `resource` keeps everything after the fifth colon. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

export function formatArn(arn: Omit<Arn, 'partition'>): string {
  return `arn:aws:${arn.service}:${arn.region}:${arn.account}:${arn.resource}`;
}

/** Undefined when the text is no ARN. */
export function parseArn(text: string): Arn | undefined {
  const [prefix, partition, service, region, account, ...resource] = text.split(':');
  if (prefix !== 'arn' || !partition || !service || region === undefined || account === undefined) return undefined;
  if (resource.length === 0 || resource.join(':') === '') return undefined;
  return { partition, service, region, account, resource: resource.join(':') };
}
