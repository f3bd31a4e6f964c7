import type { FakeAnswer, World } from '../fake.mts';
import { LightspeedError } from './errors.mts';

const SIZE = 90;
const PER_SECOND = 1;
/** Not documented; generous enough for requests that wait for each other. */
const MOST_PER_SECOND = 30;

export interface Bucket {
	/** @throws LightspeedError when it is full */
	pour(cost: number): Record<string, string>;
	full(): FakeAnswer;
}

/** Leaks one unit a second; the last request may overfill it, then nothing goes in (lightspeed-retail sheet, section 8). */
export function makeBucket(world: World): Bucket {
	let level = 0;
	let at = world.clock.now();
	let recent: number[] = [];
	const headers = (cost?: number): Record<string, string> => ({
		'x-ls-api-bucket-level': `${level}/${SIZE}`,
		'x-ls-api-drip-rate': String(PER_SECOND),
		'x-ls-api-burst-level': `${recent.length}/${MOST_PER_SECOND}`,
		...(cost === undefined ? {} : { 'x-ls-api-request-cost': String(cost) }),
	});
	const tooMany = (message: string, waitS?: number): FakeAnswer => ({
		status: 429,
		headers: { ...headers(), ...(waitS === undefined ? {} : { 'retry-after': String(waitS) }) },
		body: {
			httpCode: '429',
			httpMessage: 'Too Many Requests',
			message,
			errorClass: 'RateLimitExceeded',
		},
	});
	const full = (): FakeAnswer =>
		tooMany('Rate limit exceeded', Math.max(1, Math.ceil((level - SIZE) / PER_SECOND)));
	return {
		full,
		pour(cost) {
			const now = world.clock.now();
			level = Math.max(0, level - ((now - at) / 1000) * PER_SECOND);
			at = now;
			recent = recent.filter((then) => then > now - 1000);
			if (level >= SIZE) throw new LightspeedError(full());
			if (recent.length >= MOST_PER_SECOND)
				throw new LightspeedError(tooMany('burst rate limit exceeded'));
			recent.push(now);
			level += cost;
			return headers(cost);
		},
	};
}
