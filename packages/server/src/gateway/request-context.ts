/** Who signed a request, as AWS names them. */
export interface Caller {
  /** `service` is one of our own services acting for itself, such as CodePipeline starting a build. */
  readonly kind: 'root' | 'role' | 'service' | 'anonymous';
  /** `arn:aws:iam::…:root`, `arn:aws:sts::…:assumed-role/<role>/<session>`, or the service principal. */
  readonly arn: string;
  readonly userId: string;
  /** The session name of an assumed role; for a service, what it acts for (a pipeline's name). */
  readonly sessionName?: string;
  readonly accessKeyId?: string;
  /** JSON; what this session is held to. Only of sessions that our own services made. */
  readonly policy?: string;
}

/** What an operation may know of the request besides its input. */
export interface RequestContext {
  readonly requestId: string;
  readonly caller: Caller;
  /** Scheme and authority the client used, such as `http://127.0.0.1:4600`. */
  readonly endpoint: string;
  /** Lower-case HTTP headers; empty for calls from our own services. */
  readonly headers: Readonly<Record<string, string>>;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
}
