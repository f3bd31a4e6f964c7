import { expect, it } from 'vitest';

import type * as Answer from '../../http/answer';
import { built } from '../harness.mts';

const { toAnswer } = built('./http/answer.js') as typeof Answer;

it('an id beyond 2^53 keeps its digits', () => {
	const { body } = toAnswer(200, {}, '{"id":9007199254740993,"qty":5}', false);
	expect(body).toEqual({ id: '9007199254740993', qty: 5 });
});

it('text that only looks like data stays text', () => {
	expect(toAnswer(200, {}, '{1234567890123456', false).body).toBe('{1234567890123456');
});
