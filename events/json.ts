interface ReviverContext {
	source?: string;
}
type Reviver = (key: string, value: unknown, context?: ReviverContext) => unknown;

/**
 * JSON.parse, but whole numbers that a JavaScript number cannot hold (ids beyond 2^53) stay the digits they were, as text.
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
	const keepDigits: Reviver = (_key, value, context) =>
		typeof value === 'number' &&
		!Number.isSafeInteger(value) &&
		/^-?\d+$/.test(context?.source ?? '')
			? context?.source
			: value;
	return JSON.parse(
		text.replace(/^\uFEFF/, ''),
		keepDigits as Parameters<typeof JSON.parse>[1],
	) as unknown;
}
