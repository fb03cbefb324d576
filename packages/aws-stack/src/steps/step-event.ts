/** What the state machine tells a step. */
export interface StepEvent {
  readonly step: 'acquire' | 'build' | 'upload' | 'release' | 'report';
  readonly build: string;
  /** From 1; the next one after the machine was taken away. */
  readonly attempt: number;
  /** Of the steps that wait. */
  readonly token?: string;
  readonly machine?: PlacedMachine;
  /** What the catchers caught: an error and its cause. */
  readonly failure?: { readonly Error?: string; readonly Cause?: string };
  /** What the upload told. */
  readonly upload?: { readonly variables?: Readonly<Record<string, string>> };
}

export interface PlacedMachine {
  readonly instanceId: string;
  readonly fence: number;
}
