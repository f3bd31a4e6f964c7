// Tables of docs/benchmarks.md.

export const table = (head: readonly string[], rows: ReadonlyArray<readonly string[]>): string =>
	[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

export const number = (value: number | null): string =>
	value === null ? '-' : value.toLocaleString('en-US');
