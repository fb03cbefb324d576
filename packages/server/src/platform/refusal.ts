/**
 * A request that AWS would refuse, by the exception name and members of the service's model.
 * Made only in `errors.ts` files; anything else thrown is a fault and answers InternalFailure.
 */
export class Refusal extends Error {
  /** The exception's name as clients see it, such as `PipelineNotFoundException`. */
  readonly code: string;
  /** HTTP status; 400 unless the model says otherwise. */
  readonly status: number;
  /** Further members of the exception's shape. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, options: { status?: number; members?: Record<string, unknown> } = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = options.status ?? 400;
    this.members = options.members ?? {};
  }
}
