import { lister } from '../../platform/pagination.ts';
import { invalidNextToken } from './errors.ts';

/** The page of a list that is asked for. */
export const listPage = lister({ most: 1000, refuse: invalidNextToken });
