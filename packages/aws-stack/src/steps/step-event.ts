/** What the state machine tells a step. */
export interface StepEvent {
  readonly step: 'acquire' | 'start' | 'await' | 'upload' | 'release';
  /** Its id. */
  readonly build: string;
  /** From 1; the next one after the machine was taken away. */
  readonly attempt: number;
  /** The task token, of the steps that wait. */
  readonly token?: string;
  readonly machine?: PlacedMachine;
}

/** The last step is told all that the flow knows. */
export interface ReportEvent {
  readonly step: 'report';
  readonly state: FlowEnd;
}

export interface FlowEnd {
  readonly build: string;
  /** What was caught. */
  readonly failure?: { readonly Error?: string; readonly Cause?: string };
  /** What the upload told. */
  readonly upload?: { readonly variables?: Readonly<Record<string, string>> };
}

export interface PlacedMachine {
  readonly instanceId: string;
  /** Rises with every build on the machine: a program that comes late does nothing. */
  readonly fence: number;
}
