type Flat = string | number | boolean | null | Flat[] | { [key: string]: Flat };

/**
 * Reads the format in which n8n answers an execution's data ("flatted"): a list of values in which every string inside an object or list
 * is the index of another value, so that shared and circular parts are written once.
 */
export function parseFlatted(text: string): unknown {
	const values = JSON.parse(text) as Flat[];
	const built = new Map<number, unknown>();

	function value(index: number): unknown {
		const flat = values[index];
		if (typeof flat !== 'object' || flat === null) return flat;
		if (built.has(index)) return built.get(index);
		const target: unknown[] | Record<string, unknown> = Array.isArray(flat) ? [] : {};
		built.set(index, target);
		for (const [key, part] of Object.entries(flat)) {
			Object.defineProperty(target, key, {
				value: typeof part === 'string' ? value(Number(part)) : part,
				enumerable: true,
				configurable: true,
				writable: true,
			});
		}
		return target;
	}

	return value(0);
}
