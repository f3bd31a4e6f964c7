import type { World } from '../../sandbox/fake.mts';

export interface Delivered {
	url: string;
	headers: Record<string, string>;
	body: string;
	status: number;
}

/** Carries the sandbox's webhooks as its own post does, and keeps a copy of each. */
export class Post {
	readonly sent: Delivered[] = [];

	readonly deliver: World['deliver'] = async ({ url, method, headers, body }) => {
		const answer = await fetch(url, { method, headers, ...(method === 'POST' ? { body } : {}) });
		await answer.arrayBuffer();
		this.sent.push({ url, headers, body, status: answer.status });
		return answer.status;
	};

	/** Signed events from one platform; pings are not signed. */
	from(signatureHeader: string): Delivered[] {
		return this.sent.filter(({ headers }) =>
			Object.keys(headers).some((name) => name.toLowerCase() === signatureHeader),
		);
	}
}

/** The same bytes once more, as a platform that got no answer would send them. */
export async function again(
	{ url, headers, body }: Delivered,
	changes: Record<string, string> = {},
): Promise<number> {
	const answer = await fetch(url, { method: 'POST', headers: { ...headers, ...changes }, body });
	await answer.arrayBuffer();
	return answer.status;
}
