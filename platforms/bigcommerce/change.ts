import type { Problem } from '../../http/problem';
import type { Change } from '../platform';
import type { BigNative, BigState } from './listings';

export type BigChange = Change<BigState, BigNative>;
export type Group = readonly BigChange[];
/** What was not written, and why; whoever is not in it was. */
export type Failures = Map<BigChange, Problem>;

export const setOf = ({ set }: BigChange) => set as Partial<BigState>;
