import type { Call } from './answer';
import { ChannelProblem } from './problem';

/**
 * A `call` for one walk over the pages of a list. A platform that sends the walk back to where it has been, or gives the same page once
 * more, would be asked for ever.
 * @param name the platform's name, for the sentence
 * @throws ChannelProblem `unknown` instead of going in circles
 */
export function forward(call: Call, name: string): Call {
	const asked = new Set<string>();
	let last: string | undefined;
	return async (request) => {
		const { path, query, body } = request;
		const question = JSON.stringify([path, query, body]);
		if (asked.has(question)) throw new ChannelProblem(inCircles(name));
		asked.add(question);
		const answer = await call(request);
		const page = JSON.stringify(answer.body);
		if (page === last) throw new ChannelProblem(inCircles(name));
		last = page;
		return answer;
	};
}

const inCircles = (name: string) => ({
	kind: 'unknown' as const,
	message: `${name} leads from a page of its list to one that was read before, so the list could not be read to its end.`,
	nextStep: 'Run the item again; report this message if it comes again.',
});
