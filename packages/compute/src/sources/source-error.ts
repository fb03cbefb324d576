/** A source that could not be fetched; the message can be shown to the user and holds no credentials. */
export class SourceError extends Error {
  /** `NOT_FOUND`, `VERSION_NOT_FOUND`, `REFUSED`, `GIT_MISSING` or `FAILED`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'SourceError';
    this.code = code;
  }
}
