/** What went wrong, in the one language all platforms are translated into (docs/concepts.md lists them). */
export type ProblemKind =
	| 'throttled'
	| 'unavailable'
	| 'login'
	| 'permission'
	| 'notFound'
	| 'ambiguous'
	| 'refused'
	| 'conflict'
	| 'invalid'
	| 'unknown';

export interface Problem {
	kind: ProblemKind;
	/** What happened, one sentence for a seller. */
	message: string;
	/** What to do next, one sentence. */
	nextStep: string;
	/** The platform's own code, for support. */
	code?: string;
	/** For throttled and unavailable: how long the platform asks to wait, in milliseconds. */
	retryAfterMs?: number;
}

/** A request that did not lead to what was asked. Carries no URL, header or body: those may hold secrets. */
export class ChannelProblem extends Error {
	constructor(
		readonly problem: Problem,
		/** True when the request went out and nobody knows whether it was carried out: read back before judging. */
		readonly maybeDone = false,
	) {
		super(problem.message);
		this.name = 'ChannelProblem';
	}
}

/** The problem inside whatever was thrown; foreign errors become `unknown`, never silent. */
export function problemOf(error: unknown): Problem {
	if (error instanceof ChannelProblem) return error.problem;
	const text = error instanceof Error ? error.message : String(error);
	return {
		kind: 'unknown',
		message: `Something unexpected happened: ${text}`,
		nextStep: 'Run the item again; if it happens again, report this message.',
	};
}

/** Passes an error on from inside a catch. */
export function rethrow(error: unknown): never {
	throw error;
}
