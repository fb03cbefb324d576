/** A source that could not be fetched; the message can be shown to the user and holds no credentials. */
export class SourceError extends Error {
  /**
   * `NOT_FOUND`, `VERSION_NOT_FOUND`, `REFUSED` or `GIT_MISSING`; what the host said: `AUTHENTICATION_REQUIRED` without credentials,
   * `AUTHORIZATION_FAILED` with them, `REPOSITORY_NOT_FOUND`; else `FAILED`.
   */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'SourceError';
    this.code = code;
  }
}
