// Many schedules, one after the other, and the smallest one that still fails of each that does.
import { play } from './play.mts';
import { loadProduct, type Product } from './product.mts';
import { draw, type Choices, type Schedule } from './schedule.mts';
import { BLOCK, faultsOf, firstShelf, Products, slugs, type Violation } from './world.mts';

export interface Options {
	schedules: number;
	/** Of the first schedule; the others follow. */
	seed: number;
	/** Only this channel. */
	platform?: string;
	/** Of the drawn steps only these, by their place. */
	steps?: number[];
	/** Another build of the product. */
	load?: () => Product;
	/** Stop at the first schedule that breaks a promise. */
	isFirstEnough?: boolean;
}

export interface Found extends Violation {
	seed: number;
	/** How to see it again. */
	replay: string;
}

export interface Report {
	/** Of the package. */
	version: string;
	schedules: number;
	platforms: string[];
	/** Requests, items, jobs and deliveries that were struck. */
	faults: number;
	/** The same by kind. */
	struck: Record<string, number>;
	runs: number;
	found: Found[];
}

/** Sold everywhere without tricks. */
const PLAIN = [
	'ACR-FL-QMAG-30',
	'ACR-INK-PAYN-30',
	'ACR-GEL-MATT-500',
	'ACR-GES-WHT-1000',
	'ACR-HB-COBL-60',
	'ACR-HB-COBL-120',
];

const tricky = new Map(
	slugs.map((slug) => [
		slug,
		[...new Set(firstShelf(slug).map(({ sku }) => sku))].filter((sku) => !PLAIN.includes(sku)),
	]),
);

const told = new Map(
	slugs.map((slug) => {
		const own = new Set(firstShelf(slug).flatMap(({ sku, note }) => (note ? [] : [sku])));
		return [slug, PLAIN.filter((sku) => own.has(sku))];
	}),
);

const SOURCES = ['anySystem', ...slugs];

export const choicesOf = (platform: string | undefined, { platform: of }: Product): Choices => ({
	platforms: platform ? [platform] : slugs,
	sources: SOURCES,
	faults: faultsOf,
	ways: new Map(slugs.map((slug) => [slug, of(slug).stops.map(({ id }) => id)])),
	skus: PLAIN,
	told,
	tricky,
});

export async function simulate(
	options: Options,
	told: (found: Found, report: Report) => void = () => undefined,
): Promise<Report> {
	const { schedules, seed: first, platform, steps, load = loadProduct } = options;
	const product = load();
	const choices = choicesOf(platform, product);
	const report: Report = {
		version: product.version,
		schedules: 0,
		platforms: [],
		faults: 0,
		struck: {},
		runs: 0,
		found: [],
	};
	const played = new Set<string>();
	let products = new Products(load);
	for (let seed = first; seed < first + schedules; seed++) {
		if (seed % BLOCK === 0) products = new Products(load);
		const schedule = only(draw(seed, choices), steps);
		const { violations, struck, runs } = await play(schedule, products);
		report.schedules += 1;
		count(report, struck);
		report.runs += runs;
		for (const slug of schedule.platforms) played.add(slug);
		if (violations.length === 0) continue;
		const kept = await shrink(schedule, violations[0]!.invariant, load);
		const replay = replayOf(options, seed, kept);
		for (const violation of violations) {
			const found = { ...violation, seed, replay };
			report.found.push(found);
			told(found, report);
		}
		// What broke may have left its mark in memory.
		products = new Products(load);
		if (options.isFirstEnough) break;
	}
	return { ...report, platforms: [...played].sort() };
}

/** Adds what was struck. */
function count(report: Report, struck: Readonly<Record<string, number>>): void {
	for (const [kind, hits] of Object.entries(struck)) {
		report.faults += hits;
		report.struck[kind] = (report.struck[kind] ?? 0) + hits;
	}
}

/** What several parts of one run found together. */
export function merged(reports: readonly Report[]): Report {
	const [{ version } = { version: '' }] = reports;
	const sum = (of: (report: Report) => number) => reports.reduce((all, one) => all + of(one), 0);
	const whole: Report = {
		version,
		schedules: sum(({ schedules }) => schedules),
		platforms: [...new Set(reports.flatMap(({ platforms }) => platforms))].sort(),
		faults: 0,
		struck: {},
		runs: sum(({ runs }) => runs),
		found: reports.flatMap(({ found }) => found).sort((a, b) => a.seed - b.seed),
	};
	for (const { struck } of reports) count(whole, struck);
	return whole;
}

const only = (schedule: Schedule, steps: readonly number[] | undefined): Schedule =>
	steps ? { ...schedule, steps: steps.map((i) => schedule.steps[i]!) } : schedule;

/** Leaves out one step after the other while the promise is still broken. @returns places of the steps that are needed; undefined when it does not break alone */
async function shrink(
	schedule: Schedule,
	invariant: string,
	load: () => Product,
): Promise<number[] | undefined> {
	const isBroken = async (steps: number[]): Promise<boolean> => {
		const { violations } = await play(only(schedule, steps), new Products(load));
		return violations.some((violation) => violation.invariant === invariant);
	};
	let kept = schedule.steps.map((_, i) => i);
	if (!(await isBroken(kept))) return undefined;
	for (const step of [...kept].reverse()) {
		const fewer = kept.filter((i) => i !== step);
		if (await isBroken(fewer)) kept = fewer;
	}
	return kept;
}

function replayOf(
	{ platform, steps }: Options,
	seed: number,
	kept: readonly number[] | undefined,
): string {
	const which = platform ? ` --platform ${platform}` : '';
	const command = 'npm run simulate --';
	// Something of the schedules before is needed as well.
	if (!kept) {
		const from = seed - (seed % BLOCK);
		return `${command} --schedules ${seed - from + 1} --seed ${from}${which}`;
	}
	const places = steps ? kept.map((i) => steps[i]!) : kept;
	return `${command} --schedules 1 --seed ${seed}${which} --steps=${places.join(',')}`;
}
