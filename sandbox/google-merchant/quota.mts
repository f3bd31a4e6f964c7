import type { Clock } from '../fake.mts';
import { dayIsOver, tooFast } from './errors.mts';
import { account } from './login.mts';

export interface Group {
	quotaLimit: number;
	quotaMinuteLimit: number;
	methods: readonly string[];
}

/** Google sets them for each account (google-merchant sheet, section 8); these numbers are ours. */
export const makeGroups = () =>
	({
		productInputs: {
			quotaLimit: 100_000,
			quotaMinuteLimit: 20_000,
			methods: ['productInputs.insert', 'productInputs.patch', 'productInputs.delete'],
		},
		products: {
			quotaLimit: 100_000,
			quotaMinuteLimit: 20_000,
			methods: ['products.get', 'products.list'],
		},
		reports: { quotaLimit: 20_000, quotaMinuteLimit: 2_000, methods: ['reports.search'] },
		dataSources: {
			quotaLimit: 20_000,
			quotaMinuteLimit: 2_000,
			methods: ['dataSources.get', 'dataSources.list'],
		},
	}) satisfies Record<string, Group>;

export type Groups = ReturnType<typeof makeGroups>;
export type GroupName = keyof Groups;

const minute = 60_000;
const day = 24 * 60 * minute;

export class Quotas {
	readonly groups: Groups = makeGroups();
	readonly #clock: Clock;
	readonly #used = new Map<string, number>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	take(name: GroupName): void {
		const { quotaLimit, quotaMinuteLimit } = this.groups[name];
		const [today, thisMinute] = this.#keys(name);
		if (this.#count(today) >= quotaLimit) throw dayIsOver();
		if (this.#count(thisMinute) >= quotaMinuteLimit) throw tooFast();
		for (const key of [today, thisMinute]) this.#used.set(key, this.#count(key) + 1);
	}

	/** The answer of quotas.list. */
	list(): unknown {
		const quotaGroups = (Object.keys(this.groups) as GroupName[]).map((name) => {
			const { quotaLimit, quotaMinuteLimit, methods } = this.groups[name];
			return {
				name: `accounts/${account.merchantId}/quotas/${name}`,
				quotaUsage: String(this.#count(this.#keys(name)[0])),
				quotaLimit: String(quotaLimit),
				quotaMinuteLimit: String(quotaMinuteLimit),
				methodDetails: methods.map((method) => ({ method, version: 'v1' })),
			};
		});
		return { quotaGroups };
	}

	#count = (key: string): number => this.#used.get(key) ?? 0;

	/** A day of quotas begins at noon UTC (specification of quotaUsage). */
	#keys(name: GroupName): [string, string] {
		const now = this.#clock.now();
		return [
			`${name} day ${Math.floor((now - day / 2) / day)}`,
			`${name} minute ${Math.floor(now / minute)}`,
		];
	}
}
