export interface Entry {
	code: number;
	message: string;
}

/** The errors of one request; the answer's status is that of the last one set. */
export class WebserviceError extends Error {
	readonly status: number;
	readonly entries: Entry[];

	constructor(status: number, ...entries: Entry[]) {
		super(entries.map((entry) => entry.message).join('\n'));
		this.status = status;
		this.entries = entries;
	}
}

export const fail = (status: number, code: number, message: string): never => {
	throw new WebserviceError(status, { code, message });
};

const source = '/var/www/html/classes/webservice/WebserviceRequest.php';

export const phpWarning = (message: string, line: number): Entry => ({
	code: 3,
	message: `[PHP Warning #2] ${message} (${source}, line ${line})`,
});

export const didYouMean = (label: string, wrong: string, available: string[]): string => {
	const list = available.length > 1 ? ` The full list is: "${available.join('", "')}"` : '';
	return `${label}. Did you mean: "${closest(wrong, available)}"?${list}`;
};

const closest = (wrong: string, words: string[]): string => {
	const distances = words.map((word) => levenshtein(wrong, word));
	return words[distances.lastIndexOf(Math.min(...distances))] ?? '';
};

const levenshtein = (a: string, b: string): number => {
	let row = Array.from({ length: b.length + 1 }, (_, i) => i);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
			next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change));
		}
		row = next;
	}
	return row[b.length] ?? 0;
};
