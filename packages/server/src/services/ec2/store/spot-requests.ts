import { documentsIn } from './documents.ts';

export interface SpotRequest {
  readonly id: string;
  readonly createdAt: number;
  readonly state: 'active' | 'cancelled' | 'closed';
  readonly instanceId: string;
  readonly type: string;
  readonly statusCode?: string;
}

export const spotRequests = documentsIn<SpotRequest>('ec2_spot_requests');
