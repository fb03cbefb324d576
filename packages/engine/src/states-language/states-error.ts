/** An error of the States Language: what Retry and Catch see, and what a failed execution shows. */
export class StatesError extends Error {
  /** Such as `States.Timeout`. */
  readonly error: string;
  readonly text: string;

  constructor(error: string, text: string) {
    super(text);
    this.error = error;
    this.text = text;
  }
}

/** Paths that find nothing, intrinsic functions that fail, choices without a match: AWS reports them all as this one. */
export const runtimeError = (text: string) => new StatesError('States.Runtime', text);

export const queryError = (text: string) => new StatesError('States.QueryEvaluationError', text);
