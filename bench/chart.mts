// A bar chart as SVG, readable on white and on dark pages.

export interface Bar {
	name: string;
	value: number | null;
}

const ROW = 20;
const LEFT = 170;
const WIDTH = 720;
const TOP = 48;

const escape = (text: string): string =>
	text.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);

/** One bar a channel; the line marks `target`. A value of null has no bar and says so. */
export function barChart(
	title: string,
	bars: readonly Bar[],
	{ target, none }: { target: number; none: string },
): string {
	const most = Math.max(target * 1.2, ...bars.map(({ value }) => value ?? 0));
	const x = (value: number): number => Math.round((value / most) * (WIDTH - LEFT - 60));
	const height = TOP + bars.length * ROW + 12;
	const rows = bars.map(({ name, value }, i) => {
		const y = TOP + i * ROW;
		const label = value === null ? none : value.toFixed(2);
		const colour = value !== null && value > target ? '#b9770e' : '#2e7d5b';
		return [
			`<text x="${LEFT - 8}" y="${y + 13}" text-anchor="end">${escape(name)}</text>`,
			...(value === null
				? []
				: [`<rect x="${LEFT}" y="${y + 3}" width="${x(value)}" height="13" fill="${colour}"/>`]),
			`<text x="${LEFT + (value === null ? 0 : x(value)) + 6}" y="${y + 13}">${escape(label)}</text>`,
		].join('');
	});
	const line = LEFT + x(target);
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="Helvetica,Arial,sans-serif" font-size="12">`,
		`<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
		`<text x="12" y="22" font-size="15" font-weight="700">${escape(title)}</text>`,
		...rows,
		`<path d="M${line} ${TOP - 6}V${height - 8}" stroke="#444444" stroke-dasharray="4 3"/>`,
		`<text x="${line + 4}" y="${TOP - 8}" fill="#444444">${target}</text>`,
		'</svg>',
		'',
	].join('\n');
}
