import { lister } from '../../platform/pagination.ts';
import { validation } from './errors.ts';

/** The page of a list that is asked for. */
export const listPage = lister({ most: 100, refuse: () => validation('NextToken is invalid') });
