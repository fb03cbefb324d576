/** One thing to be done to one resource. */
export const RUN_RESOURCE = 'cloudformation.run-resource';
/** The time that a stack was given is over. */
export const TIME_OUT = 'cloudformation.time-out';
/** A message to a topic that wants to know of a stack's events. */
export const NOTIFY = 'cloudformation.notify';

export interface ResourceOrder {
  /** ARN. */
  readonly stack: string;
  readonly key: string;
}

export interface TimeOutOrder {
  readonly stack: string;
  readonly turn: number;
}

export interface NotifyOrder {
  readonly topic: string;
  readonly subject: string;
  readonly message: string;
}

export const orderId = ({ stack, key }: ResourceOrder) => `${RUN_RESOURCE}:${stack}:${key}`;
