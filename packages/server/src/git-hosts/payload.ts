/** Untrusted JSON, read by path. */
export class Payload {
  readonly #body: unknown;
  constructor(body: unknown) {
    this.#body = body;
  }
  at(...path: (string | number)[]): unknown {
    let value = this.#body;
    for (const key of path) {
      const isHolder = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
      value = isHolder ? (value as Record<string | number, unknown>)[key] : undefined;
    }
    return value;
  }
  text(...path: (string | number)[]): string {
    const value = this.at(...path);
    return typeof value === 'string' ? value : '';
  }
  /** A number or a text as a text: hosts number people and requests. */
  id(...path: (string | number)[]): string {
    const value = this.at(...path);
    return typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '';
  }
  list(...path: (string | number)[]): Payload[] {
    const value = this.at(...path);
    return Array.isArray(value) ? value.map((item: unknown) => new Payload(item)) : [];
  }
}
