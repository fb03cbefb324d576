import type { ResourceType } from '../resource-type.ts';
import { eventBus } from './event-bus.ts';
import { eventBusPolicy } from './event-bus-policy.ts';
import { rule } from './rule.ts';

export const EVENTS_TYPES: readonly ResourceType[] = [eventBus, eventBusPolicy, rule];
