import { built } from '../harness.mts';

const { clock } = built('./http/clock.js') as { clock: { random(): number } };

/** Every pause of our own is the longest that chance allows. @returns what sets chance right again */
export function longestBackoff(): () => void {
	const { random } = clock;
	clock.random = () => 1;
	return () => {
		clock.random = random;
	};
}
