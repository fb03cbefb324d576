import { lister } from '../../platform/pagination.ts';
import { invalidToken } from './errors.ts';

/** The page of a list that is asked for. */
export const listPage = lister({ most: 50, refuse: invalidToken });
