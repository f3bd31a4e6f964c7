/**
 * Counts over all channels how many SKUs a run is about to take off sale, and lets it pass or not. A run whose input is small enough
 * passes at once; otherwise every channel waits here with its plan until the last one knows its own.
 */
export class SafetyGate {
	private readonly skus = new Set<string>();
	private open: (verdict: boolean) => void = () => {};
	private readonly verdict: Promise<boolean>;
	private awaited: number;

	/** @param limit 0 = none */
	constructor(
		private readonly limit: number,
		channels: number,
		inputSkus: number,
	) {
		this.awaited = channels;
		this.verdict =
			limit === 0 || inputSkus <= Math.max(1, limit)
				? Promise.resolve(true)
				: new Promise((resolve) => (this.open = resolve));
	}

	/** @param skus what this channel would take off sale, by the input's names; call exactly once per channel */
	async pass(skus: Iterable<string>): Promise<boolean> {
		for (const sku of skus) this.skus.add(sku);
		this.awaited -= 1;
		if (this.awaited === 0) this.open(this.skus.size <= Math.max(1, this.limit));
		return await this.verdict;
	}

	/** How many SKUs would have been taken off, once the gate has spoken. */
	get count(): number {
		return this.skus.size;
	}
}
