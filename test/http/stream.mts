/** A body as n8n hands it on: what of a Node.js stream the product uses. */
export interface Streamed {
	[Symbol.asyncIterator](): AsyncGenerator<Buffer>;
	destroy(): void;
	/** Chunks that were read. */
	read: number;
	/** Read to its end, or left. */
	isClosed: boolean;
}

export function streamed(...chunks: string[]): Streamed {
	const body: Streamed = {
		async *[Symbol.asyncIterator]() {
			try {
				for (const chunk of chunks) {
					body.read += 1;
					yield Buffer.from(chunk);
				}
			} finally {
				body.isClosed = true;
			}
		},
		destroy: () => void (body.isClosed = true),
		read: 0,
		isClosed: false,
	};
	return body;
}
