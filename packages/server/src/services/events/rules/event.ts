/** An event as rules match it and targets get it. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** Whole seconds: `2026-01-31T00:00:00Z`. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface EventFacts {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly source: string;
  readonly detailType: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The members in AWS's order, which people see when a target shows the event as text. */
export function newEvent({ detailType, detail, time, ...facts }: EventFacts): BusEvent {
  return {
    version: '0',
    id: facts.id,
    'detail-type': detailType,
    source: facts.source,
    account: facts.account,
    time: `${new Date(time).toISOString().slice(0, 19)}Z`,
    region: facts.region,
    resources: facts.resources,
    detail,
  };
}
