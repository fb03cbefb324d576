import type { BuildRequest } from './pool-state.ts';

/** What is to be done about a plan that was saved. Every one may be done twice. */
export type Effect =
  /** The launch of this token in the state. */
  | { readonly type: 'launch'; readonly token: string }
  | { readonly type: 'start'; readonly key: string; readonly instanceId: string }
  | { readonly type: 'stop'; readonly key: string; readonly instanceId: string; readonly hibernates: boolean }
  | {
      readonly type: 'terminate';
      readonly key: string;
      readonly instanceId: string;
      /** To be cancelled before, so that it does not launch another. */
      readonly spotRequestId?: string;
      /** A last look: it is spared if a command runs on it. */
      readonly unlessBusy: boolean;
      readonly keepsConsole: boolean;
    }
  | {
      readonly type: 'clean';
      readonly key: string;
      readonly instanceId: string;
      readonly pool: string;
      /** Of the last lease: a later one must not be disturbed by a command that comes late. */
      readonly fence: number;
    }
  | { readonly type: 'cancel-spot-request'; readonly spotRequestId: string }
  | { readonly type: 'tell'; readonly news: News };

/** What a build's flow is told, at least once; `request.attempt` and `request.phase` tell repetitions apart. */
export interface News {
  readonly request: BuildRequest & { readonly phase: 'placed' | 'interrupted' | 'failed' };
}

/** Why EC2 did not do what it was asked. */
export interface Refusal {
  /**
   * `throttled`: slower; `no-capacity`: another offer; `quota`: nothing of the kind for a while; `bad-request`: never, as it is;
   * `not-found`: EC2 does not know the instance, or not yet; `unknown`: nobody knows whether it was done.
   */
  readonly kind: 'throttled' | 'no-capacity' | 'quota' | 'bad-request' | 'not-found' | 'unknown';
  /** EC2's error code. */
  readonly code: string;
  readonly message: string;
}

export interface LaunchedInstance {
  readonly instanceId: string;
  readonly launchIndex: number;
  readonly spotRequestId?: string;
}

/** What came of an effect. */
export type Outcome =
  | { readonly type: 'launched'; readonly token: string; readonly instances: readonly LaunchedInstance[] }
  | { readonly type: 'launch-refused'; readonly token: string; readonly refusal: Refusal }
  /** Start, stop or terminate was taken on; what came of it EC2 will show. */
  | { readonly type: 'asked'; readonly key: string; readonly console?: string }
  | { readonly type: 'refused'; readonly key: string; readonly refusal: Refusal }
  /** It was not terminated or stopped after all. */
  | { readonly type: 'spared'; readonly key: string; readonly why: 'busy' | 'kept' }
  | { readonly type: 'cleaning'; readonly key: string; readonly command: string }
  | {
      readonly type: 'told';
      readonly request: string;
      readonly attempt: number;
      readonly phase: BuildRequest['phase'];
    };
