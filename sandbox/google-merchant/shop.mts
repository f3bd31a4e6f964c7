import type { Seller, ShelfItem, World } from '../fake.mts';
import { ids, makeSources, sourceName } from './sources.mts';
import type { DataSource } from './sources.mts';

export type Attributes = Record<string, unknown>;

export interface Offer {
	language: string;
	feedLabel: string;
	offerId: string;
	local: boolean;
	/** Name of the primary source; '' while only supplemental ones know it. */
	primary: string;
	/** What each source said, by its name. */
	inputs: Map<string, Attributes>;
	/** The processed product as it changed over time; undefined once it is gone. */
	versions: { at: number; product: Attributes | undefined }[];
	verdict: 'approved' | 'pending' | 'disapproved';
	archived: boolean;
	/** What the shop itself counts; Google knows nothing of it. */
	count: number;
}

/** Processing takes minutes, the report a little longer (google-merchant sheet, sections 3 and 7; the numbers are ours). */
const productLag = 45_000;
const reportLag = 75_000;

export const nameOf = ({ local, language, feedLabel, offerId }: Offer): string =>
	`${local ? 'local~' : ''}${language}~${feedLabel}~${offerId}`;

interface Special {
	sku: string;
	title: string;
	feedLabel?: string;
	source?: string;
	local?: boolean;
	attributes?: Attributes;
	more?: Partial<Offer>;
}

const everywhere = ['SHOPPING_ADS', 'FREE_LISTINGS'];

const specials: Special[] = [
	{ sku: 'ACR-DUP-1', title: 'Palette Knife' },
	{ sku: 'ACR-DUP-1', title: 'Palette Knife', feedLabel: 'CA', source: ids.canada },
	{ sku: 'ACR-CRAWL-1', title: 'Easel', feedLabel: 'CA', source: ids.canadaCrawl },
	{ sku: 'ACR-FILE-1', title: 'Canvas Board A4', feedLabel: 'GB', source: ids.britain },
	{ sku: 'ACR-FILE-OUT', title: 'Canvas Board A3', feedLabel: 'GB', source: ids.britain },
	{
		sku: 'ACR-PRE-1',
		title: 'Iridescent Set',
		attributes: { availability: 'PREORDER', availabilityDate: '2027-01-15T00:00:00Z' },
	},
	{ sku: 'ACR-ADS-1', title: 'Brush Set', attributes: { pause: 'ADS' } },
	{ sku: 'ACR-EXCL-1', title: 'Sketch Book', attributes: { excludedDestinations: everywhere } },
	{ sku: 'ACR-PEND-1', title: 'Texture Paste', more: { verdict: 'pending' } },
	{ sku: 'ACR-BAD-1', title: 'Solvent', more: { verdict: 'disapproved' } },
	{ sku: 'ACR-ARCH-1', title: 'Old Varnish', more: { archived: true } },
	{ sku: 'ACR-BOTH-1', title: 'Studio Apron' },
	{ sku: 'ACR-BOTH-1', title: 'Studio Apron', local: true },
	{ sku: 'ACR-LOCAL-1', title: 'Framing Service', local: true },
	{ sku: 'ACR/RED ~60', title: 'Red 60 ml' },
];

export class Shop {
	readonly world: World;
	readonly sources: DataSource[] = makeSources();
	readonly offers = new Map<string, Offer>();

	constructor(world: World) {
		this.world = world;
		for (const { title, variants } of world.catalogue) {
			for (const { sku, title: variant, quantity, price } of variants) {
				this.#open({ sku, title: [title, variant].filter(Boolean).join(' - ') }, quantity, price);
			}
		}
		for (const special of specials) {
			this.#open(special, special.sku === 'ACR-FILE-OUT' ? 0 : 5, '9.90');
		}
		const hidden = this.offers.get('en~US~ACR-VAR-GLOS-250');
		if (hidden) {
			this.#own(hidden)['pause'] = 'ALL';
			hidden.versions = [];
			this.commit(hidden, -Infinity);
		}
	}

	#open(special: Special, count: number, price: string): void {
		const { sku, title, source = ids.us, feedLabel = 'US', local = false } = special;
		const offer: Offer = {
			language: 'en',
			feedLabel,
			offerId: sku,
			local,
			primary: sourceName(source),
			inputs: new Map(),
			versions: [],
			verdict: 'approved',
			archived: false,
			count,
			...special.more,
		};
		offer.inputs.set(offer.primary, {
			title,
			link: `https://acrylics.example.com/${encodeURIComponent(sku)}`,
			price: { amountMicros: String(Math.round(Number(price) * 1e6)), currencyCode: 'USD' },
			availability: count > 0 ? 'IN_STOCK' : 'OUT_OF_STOCK',
			...special.attributes,
		});
		this.offers.set(nameOf(offer), offer);
		this.commit(offer, -Infinity);
	}

	/** Works the inputs off into the product; it shows later. */
	commit(offer: Offer, at = this.world.clock.now()): void {
		const { primary, inputs, versions } = offer;
		const order = this.#order(primary).map((name) => inputs.get(name) ?? {});
		// A product lives by its primary input. The first source in the rule that has a value wins.
		const product = inputs.has(primary)
			? (Object.assign({}, ...order.toReversed()) as Attributes)
			: undefined;
		versions.push({ at, product });
	}

	#order(primary: string): string[] {
		const source = this.sources.find(({ name }) => name === primary);
		const rule = source?.primaryProductDataSource?.defaultRule.takeFromDataSources ?? [];
		return rule.map((one) => (one.self ? primary : (one.supplementalDataSourceName ?? '')));
	}

	product(offer: Offer): Attributes | undefined {
		return this.#seen(offer, productLag);
	}

	reported(offer: Offer): Attributes | undefined {
		return this.#seen(offer, reportLag);
	}

	#seen({ versions }: Offer, lag: number): Attributes | undefined {
		const until = this.world.clock.now() - lag * this.world.delayFactor;
		return versions.findLast(({ at }) => at <= until)?.product;
	}

	updatedAt({ versions }: Offer): number {
		const until = this.world.clock.now() - productLag * this.world.delayFactor;
		return Math.max(0, versions.findLast(({ at }) => at <= until)?.at ?? 0);
	}

	#own(offer: Offer): Attributes {
		return offer.inputs.get(offer.primary) as Attributes;
	}

	/** What the shop sends to Google of its own accord, as its regular feed does. */
	#feed(sku: string, change: (own: Attributes, offer: Offer) => void): void {
		const offers = [...this.offers.values()].filter(
			(one) => one.offerId === sku && one.inputs.has(one.primary),
		);
		if (offers.length === 0) throw new Error(`There is no "${sku}" in Merchant Center.`);
		for (const offer of offers) {
			change(this.#own(offer), offer);
			this.commit(offer);
		}
	}

	readonly seller: Seller = {
		sell: (sku, quantity) =>
			this.#feed(sku, (own, offer) => {
				offer.count = Math.max(0, offer.count - quantity);
				if (offer.count === 0) own['availability'] = 'OUT_OF_STOCK';
			}),
		setQuantity: (sku, quantity) =>
			this.#feed(sku, (own, offer) => {
				offer.count = quantity;
				own['availability'] = quantity > 0 ? 'IN_STOCK' : 'OUT_OF_STOCK';
			}),
		setHidden: (sku, hidden) =>
			this.#feed(sku, (own) => {
				if (hidden) own['pause'] = 'ALL';
				else delete own['pause'];
			}),
		/** Gone from all its sources at once; the product itself goes as late as any change shows. */
		remove: (sku) => this.#feed(sku, (_, { inputs }) => inputs.clear()),
	};

	shelf(): ShelfItem[] {
		return [...this.offers.values()].flatMap((offer) => {
			const product = this.product(offer);
			if (!product) return [];
			const { availability, pause, title } = product;
			const hidden = pause === 'ALL' || offer.archived || destinations(product).length === 0;
			const state = availability === 'OUT_OF_STOCK' ? 'soldOut' : 'onSale';
			const notes = [
				offer.feedLabel === 'US' ? '' : offer.feedLabel,
				offer.local ? 'physical shops' : '',
				typeof pause === 'string' ? `paused: ${pause}` : '',
				offer.archived ? 'archived' : '',
				offer.verdict === 'approved' ? '' : offer.verdict,
				['PREORDER', 'BACKORDER'].includes(String(availability)) ? String(availability) : '',
			].filter(Boolean);
			return [
				{
					sku: offer.offerId,
					title: String(title),
					quantity: null,
					state: hidden || offer.verdict !== 'approved' ? 'hidden' : state,
					...(notes.length > 0 && { note: notes.join(', ') }),
				} satisfies ShelfItem,
			];
		});
	}
}

/** Where a product is meant to show. */
export function destinations({ excludedDestinations }: Attributes): string[] {
	const excluded = Array.isArray(excludedDestinations) ? excludedDestinations : [];
	return everywhere.filter((one) => !excluded.includes(one));
}
