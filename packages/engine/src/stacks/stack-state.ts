/** A stack as its operations see it: plain data, kept between two events. */
export interface StackState {
  readonly status: StackStatus;
  /** What the stack has, by logical id. */
  readonly resources: Readonly<Record<string, StackResource>>;
  /** Rises whenever work begins, so that what comes back late is known for it. */
  readonly turn: number;
  /** The operation that runs; undefined when none does. */
  readonly operation?: Operation;
  /** What an operation that failed and was not rolled back had replaced: the next one removes it. */
  readonly leftovers?: readonly Leftover[];
}

export type StackStatus =
  | 'CREATE_IN_PROGRESS'
  | 'CREATE_COMPLETE'
  | 'CREATE_FAILED'
  | 'ROLLBACK_IN_PROGRESS'
  | 'ROLLBACK_COMPLETE'
  | 'ROLLBACK_FAILED'
  | 'UPDATE_IN_PROGRESS'
  | 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'
  | 'UPDATE_COMPLETE'
  | 'UPDATE_FAILED'
  | 'UPDATE_ROLLBACK_IN_PROGRESS'
  | 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'
  | 'UPDATE_ROLLBACK_COMPLETE'
  | 'UPDATE_ROLLBACK_FAILED'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_COMPLETE'
  | 'DELETE_FAILED';

export interface StackResource {
  readonly type: string;
  readonly physicalId: string;
  /** Which version of the stack it is as it should be in: rises with every create and update. */
  readonly version: number;
  /** Logical ids of what it needs. */
  readonly needs: readonly string[];
  /** It stays when the stack has it no more. */
  readonly isRetained: boolean;
  /** It goes nevertheless when the operation that made it fails. */
  readonly goesWhenNew?: boolean;
}

/** The version of what was begun and never came to be: it is in the way, and made anew by whoever wants it. */
export const HALF_MADE = 0;

/** What a resource is to be, by the template. */
export interface WantedResource {
  readonly type: string;
  readonly needs: readonly string[];
  readonly isRetained: boolean;
  readonly goesWhenNew?: boolean;
  /** What was there before stays when it is replaced. */
  readonly keepsReplaced: boolean;
}

export interface Operation {
  readonly kind: 'create' | 'update' | 'delete';
  readonly phase: 'forward' | 'rollback' | 'cleanup';
  /** The version that the stack comes to. */
  readonly version: number;
  readonly wanted: Readonly<Record<string, WantedResource>>;
  /** The resources as they were before. */
  readonly before: Readonly<Record<string, StackResource>>;
  /** Tasks that were given out and have not come back, by key. */
  readonly running: Readonly<Record<string, Task>>;
  /** What is to go once the rest is as it should be: removed and replaced resources. */
  readonly leftovers: readonly Leftover[];
  readonly failure?: { readonly resource: string; readonly reason: string };
  /** Deletions that failed, which are not tried again in this operation. */
  readonly stuck: readonly string[];
  readonly rollsBack: boolean;
}

/** A resource that the stack has under no name of its own any more. */
export interface Leftover extends StackResource {
  readonly id: string;
  /** Nothing takes it back: it never was in its place, or an operation before gave it up. */
  readonly isNew?: boolean;
}

/** One thing to be done to one resource. `key` is its own: by it the task is told of when it comes back. */
export type Task =
  | {
      readonly action: 'create';
      readonly key: string;
      readonly id: string;
      readonly type: string;
      readonly version: number;
    }
  /** To what the template of a version says; that may turn out to be nothing, or a replacement. */
  | {
      readonly action: 'update';
      readonly key: string;
      readonly id: string;
      readonly type: string;
      readonly version: number;
      readonly physicalId: string;
    }
  | {
      readonly action: 'delete';
      readonly key: string;
      readonly id: string;
      readonly type: string;
      readonly physicalId: string;
    };

export type StackEvent =
  | {
      readonly type: 'create' | 'update';
      readonly wanted: Readonly<Record<string, WantedResource>>;
      readonly rollsBack: boolean;
    }
  | { readonly type: 'delete'; readonly retain?: readonly string[] }
  /** A task came back; a new physical id means that the resource was replaced. */
  | { readonly type: 'done'; readonly key: string; readonly physicalId?: string }
  /** A physical id means that something was made all the same, and has to go. */
  | { readonly type: 'failed'; readonly key: string; readonly reason: string; readonly physicalId?: string }
  /** What goes forward is to go back, once what runs has come back. */
  | { readonly type: 'cancel'; readonly reason: string }
  /** Goes on with a rollback that failed, without these. */
  | { readonly type: 'continue-rollback'; readonly skip: readonly string[] };
