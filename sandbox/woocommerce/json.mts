import type { FakeAnswer } from '../fake.mts';

/** As PHP writes JSON: slashes and everything beyond ASCII escaped. Signatures are over these very bytes. */
export function phpJson(value: unknown): string {
	return JSON.stringify(value)
		.replaceAll('/', '\\/')
		.replace(
			/[\u0080-\uffff]/g,
			(unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
		);
}

export function json(
	status: number,
	body: unknown,
	headers: Record<string, string> = {},
): FakeAnswer {
	return {
		status,
		headers: { 'content-type': 'application/json; charset=UTF-8', ...headers },
		body: phpJson(body),
	};
}

/** Keeps the members named in `_fields`. */
export function trimmed(row: Record<string, unknown>, fields: string | null) {
	const names = (fields ?? '').split(',').flatMap((name) => name.trim().split('.')[0] || []);
	if (names.length === 0) return row;
	return Object.fromEntries(Object.entries(row).filter(([name]) => names.includes(name)));
}
