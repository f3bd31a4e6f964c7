import { asObject } from './answer';

/** The body of an answer as it comes in. Node.js streams are such; ending the loop early closes the connection. */
export type Body = AsyncIterable<Uint8Array | string>;

/** An error page is looked at no further. */
const MOST_REFUSAL_BYTES = 1024 * 1024;

/**
 * What came, counted while it comes (unpacked already), so that neither a body without end nor a small one that unpacks to a huge one fills
 * the memory.
 * @param most bytes; nothing beyond is read, and `isWhole` is false
 */
export async function collect(
	body: Body,
	most: number,
): Promise<{ bytes: Buffer; isWhole: boolean }> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const part of body) {
		const chunk = typeof part === 'string' ? Buffer.from(part) : part;
		chunks.push(chunk);
		size += chunk.length;
		if (size > most) break;
	}
	return { bytes: Buffer.concat(chunks).subarray(0, most), isWhole: size <= most };
}

/** UTF-8, without the mark that some servers begin it with. */
export const textOf = (bytes: Buffer): string => bytes.toString('utf8').replace(/^\uFEFF/, '');

/** @param late aborted when nobody waits for the body any more: then the connection is closed */
export function until(late: AbortSignal, stream: unknown): Body {
	const body = stream as Body & { destroy(): void };
	late.addEventListener('abort', () => body.destroy(), { once: true });
	return body;
}

/** What n8n raises for a status comes with its body unread; reads it and raises it again. */
export async function withBody(error: unknown, late: AbortSignal): Promise<never> {
	const { response, cause } = asObject(error);
	const refused = asObject(response ?? asObject(cause).response);
	const { data } = refused;
	if (typeof data === 'object' && data !== null && Symbol.asyncIterator in data)
		refused.data = textOf((await collect(until(late, data), MOST_REFUSAL_BYTES)).bytes);
	throw error;
}
