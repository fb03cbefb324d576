import type { RunInstancesRequest } from '@aws-sdk/client-ec2';
import type { InstanceState } from '@codeyard/engine/instance-pools/observed';

/** What goes wrong on purpose; the first fault that fits a call and is not used up decides. */
export interface Fault {
  /** Such as `RunInstances`. */
  readonly operation: string;
  readonly code: string;
  /** Without one there was no answer at all. */
  readonly status?: number;
  /** How often; always when left out. */
  times?: number;
  readonly when?: (input: Record<string, unknown>) => boolean;
  /** It is done, and only the answer is lost. */
  readonly isDone?: boolean;
}

export interface ScriptedInstance {
  readonly id: string;
  readonly token: string;
  readonly index: number;
  readonly type: string;
  readonly subnet: string;
  readonly lifecycle: 'on-demand' | 'spot';
  readonly spotRequestId?: string;
  tags: Record<string, string>;
  readonly visibleAt: number;
  launchedAt: number;
  /** When it is running, and when Systems Manager reaches it; never when infinite. */
  runningAt: number;
  managedAt: number;
  /** When it was told to stop or end, and when it has. */
  stopping?: { readonly at: number; readonly until: number };
  ending?: { readonly at: number; readonly until: number };
  noticedAt?: number;
  reason?: string;
  isProtected?: boolean;
  /** Commands that run on it, by id. */
  readonly commands: Map<string, { readonly since: number; readonly status: () => string }>;
}

/** EC2 and Systems Manager with a script of faults and a clock of its own, as far as pools use them. Nothing in it happens but by the clock. */
export class ScriptedEc2 {
  now = Date.UTC(2026, 0, 5, 9);
  bootMs = 15_000;
  registerMs = 10_000;
  stopMs = 5_000;
  endMs = 5_000;
  visibleMs = 0;
  /** How old what DescribeInstances shows is. */
  lagMs = 0;
  /** Called for each instance that is asked to stop or end. */
  onVictim: (instance: ScriptedInstance) => void = () => {};
  cleanMs = 2_000;
  /** How boots end, by the number of the instance from 0: undefined never registers. */
  registersAfter: (instance: number) => number | undefined = () => this.registerMs;
  cleans: (instance: string) => 'Success' | 'Failed' | 'never' = () => 'Success';
  /** How many of an offer there are, by `lifecycle/type/subnet`; any number when left out. */
  readonly capacity = new Map<string, number>();
  readonly faults: Fault[] = [];
  readonly instances = new Map<string, ScriptedInstance>();
  /** By id, those that would launch again what ends. */
  readonly spotRequests = new Map<
    string,
    { state: string; status: string; instanceId?: string; createdAt: number; isPersistent?: boolean }
  >();
  readonly calls: { readonly operation: string; readonly at: number; readonly input: Record<string, unknown> }[] = [];
  private readonly launches = new Map<string, { readonly request: string; readonly ids: string[] }>();
  private made = 0;

  /** Does a call, or what the script wants instead of it. */
  call<Answer>(operation: string, input: object, run: () => Answer): Promise<Answer> {
    const asked = input as Record<string, unknown>;
    this.calls.push({ operation, at: this.now, input: asked });
    const fault = this.faults.find(
      (candidate) => candidate.operation === operation && candidate.times !== 0 && (candidate.when?.(asked) ?? true),
    );
    if (fault?.times !== undefined) fault.times -= 1;
    if (fault && !fault.isDone) return Promise.reject(refusal(fault.code, fault.status));
    return Promise.resolve()
      .then(run)
      .then((answer) => {
        if (fault) throw refusal(fault.code, fault.status);
        return answer;
      });
  }

  /** How often an operation was asked for. */
  count(operation: string): number {
    return this.calls.filter((call) => call.operation === operation).length;
  }

  stateOf({ runningAt, stopping, ending }: ScriptedInstance, at = this.now): InstanceState {
    if (ending && ending.at <= at) return at >= ending.until ? 'terminated' : 'shutting-down';
    if (stopping && stopping.at <= at) return at >= stopping.until ? 'stopped' : 'stopping';
    return at >= runningAt ? 'running' : 'pending';
  }

  isManaged(instance: ScriptedInstance): boolean {
    return this.stateOf(instance) === 'running' && this.now >= instance.managedAt;
  }

  /** All that cost money, or will. */
  alive(): ScriptedInstance[] {
    return [...this.instances.values()].filter(
      (instance) => !['terminated', 'shutting-down'].includes(this.stateOf(instance)),
    );
  }

  get(id: string): ScriptedInstance {
    const instance = this.instances.get(id);
    if (!instance) throw refusal('InvalidInstanceID.NotFound', 400);
    return instance;
  }

  launch(request: RunInstancesRequest): ScriptedInstance[] {
    const { ClientToken = '', MaxCount = 1, InstanceType = '', SubnetId = '' } = request;
    const known = this.launches.get(ClientToken);
    const said = JSON.stringify(request);
    if (known && known.request !== said) throw refusal('IdempotentParameterMismatch', 400);
    if (known) {
      const found = known.ids.map((id) => this.get(id));
      if (found.every((instance) => this.stateOf(instance) === 'terminated'))
        throw refusal('IdempotentInstanceTerminated', 400);
      return found;
    }
    const lifecycle = request.InstanceMarketOptions?.MarketType === 'spot' ? 'spot' : 'on-demand';
    const offer = `${lifecycle}/${InstanceType}/${SubnetId}`;
    const count = Math.min(MaxCount, this.capacity.get(offer) ?? MaxCount);
    if (count < 1) throw refusal('InsufficientInstanceCapacity', 500);
    if (this.capacity.has(offer)) this.capacity.set(offer, (this.capacity.get(offer) ?? 0) - count);
    const tags = Object.fromEntries(
      (request.TagSpecifications?.find(({ ResourceType }) => ResourceType === 'instance')?.Tags ?? []).map(
        ({ Key = '', Value = '' }) => [Key, Value],
      ),
    );
    const launched = Array.from({ length: count }, (_, index) =>
      this.make({ token: ClientToken, index, type: InstanceType, subnet: SubnetId, lifecycle, tags }),
    );
    this.launches.set(ClientToken, { request: said, ids: launched.map(({ id }) => id) });
    return launched;
  }

  make(what: Made): ScriptedInstance {
    const number = this.made++;
    const id = `i-${number.toString(16).padStart(17, '0')}`;
    const spotRequestId = what.spotRequestId ?? `sir-${number}`;
    const runningAt = this.now + this.bootMs;
    const instance: ScriptedInstance = {
      ...what,
      tags: { ...what.tags },
      ...{ id, visibleAt: this.now + this.visibleMs, launchedAt: this.now, runningAt, commands: new Map() },
      ...(what.lifecycle === 'spot' ? { spotRequestId } : {}),
      managedAt: runningAt + (this.registersAfter(number) ?? Number.POSITIVE_INFINITY),
    };
    if (what.lifecycle === 'spot' && !this.spotRequests.has(spotRequestId)) {
      this.spotRequests.set(spotRequestId, {
        state: 'active',
        status: 'fulfilled',
        instanceId: id,
        createdAt: this.now,
      });
    }
    this.instances.set(id, instance);
    return instance;
  }

  start(instance: ScriptedInstance): void {
    const state = this.stateOf(instance);
    if (state === 'running' || state === 'pending') return;
    if (state !== 'stopped') throw refusal('IncorrectInstanceState', 400);
    const offer = `${instance.lifecycle}/${instance.type}/${instance.subnet}`;
    if (this.capacity.get(offer) === 0) throw refusal('InsufficientInstanceCapacity', 500);
    delete instance.stopping;
    instance.launchedAt = this.now;
    instance.runningAt = this.now + this.bootMs;
    instance.managedAt = instance.runningAt + this.registerMs;
  }

  stop(instance: ScriptedInstance): void {
    const state = this.stateOf(instance);
    if (state === 'stopping' || state === 'stopped') return;
    if (state !== 'running') throw refusal('IncorrectInstanceState', 400);
    if (instance.lifecycle === 'spot') throw refusal('UnsupportedOperation', 400);
    instance.stopping = { at: this.now, until: this.now + this.stopMs };
    instance.commands.clear();
  }

  end(instance: ScriptedInstance, reason = 'Client.UserInitiatedShutdown'): void {
    if (instance.ending) return;
    instance.ending = { at: this.now, until: this.now + this.endMs };
    instance.reason = reason;
    const request = this.spotRequests.get(instance.spotRequestId ?? '');
    if (!request || request.state === 'cancelled') return;
    if (!request.isPersistent) request.state = 'closed';
    else {
      // EC2 launches it again, and gives it none of its tags.
      const again = this.make({ ...madeOf(instance), token: '', tags: {} });
      request.instanceId = again.id;
    }
  }

  /** The notice two minutes before EC2 takes a spot instance back. */
  notify(instance: ScriptedInstance): void {
    instance.noticedAt = this.now;
    const request = this.spotRequests.get(instance.spotRequestId ?? '');
    if (request) request.status = 'marked-for-termination';
  }

  /** Advances the clock; what was noticed two minutes ago ends. */
  pass(milliseconds: number): void {
    this.now += milliseconds;
    for (const instance of this.instances.values()) {
      if (instance.noticedAt !== undefined && this.now >= instance.noticedAt + 120_000) {
        this.end(instance, 'Server.SpotInstanceTermination');
      }
    }
  }
}

type Made = Pick<ScriptedInstance, 'token' | 'index' | 'type' | 'subnet' | 'lifecycle' | 'tags'> & {
  readonly spotRequestId?: string;
};

function madeOf({ token, index, type, subnet, lifecycle, tags, spotRequestId }: ScriptedInstance): Made {
  return { token, index, type, subnet, lifecycle, tags, ...(spotRequestId ? { spotRequestId } : {}) };
}

/** An error as the SDK throws it; without a status there was no answer. */
export function refusal(code: string, status?: number): Error {
  const error = Object.assign(
    new Error(`${code} was scripted`),
    status ? { $metadata: { httpStatusCode: status } } : {},
  );
  error.name = code;
  return error;
}
