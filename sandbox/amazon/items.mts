import type { FakeRequest, World } from '../fake.mts';
import type { Result } from './answers.mts';
import { ApiError, hex, invalidInput, unauthorized } from './answers.mts';
import type { Listing, Listings, Values } from './listings.mts';
import { channels, codeOf, isAmazons, isFba, marketplaceId, productType } from './listings.mts';
import { apply, issuesOf, readPatchRequest, refusedIssue, unknownType } from './patches.mts';
import { account } from './login.mts';

const dataSets = [
	'summaries',
	'attributes',
	'issues',
	'offers',
	'fulfillmentAvailability',
	'procurement',
	'relationships',
	'productTypes',
];

const csv = (query: URLSearchParams, name: string): string[] | undefined =>
	query.get(name)?.split(',');

const iso = (time: number) => new Date(time).toISOString();

export class Items {
	readonly #world: World;
	readonly #listings: Listings;

	constructor(world: World, listings: Listings) {
		this.#world = world;
		this.#listings = listings;
	}

	get(seller: string, sku: string, query: URLSearchParams): Result {
		const markets = this.#marketplaces(seller, query);
		const included = this.#included(query, dataSets, ['summaries']);
		const listing = markets.includes(marketplaceId) ? this.#listings.get(sku) : undefined;
		if (!listing) throw this.#notFound(sku, markets);
		return { status: 200, body: this.#item(listing, included) };
	}

	search(seller: string, query: URLSearchParams): Result {
		const markets = this.#marketplaces(seller, query);
		const included = this.#included(query, dataSets, ['summaries']);
		const pageSize = Number(query.get('pageSize') ?? 10);
		if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > 20) {
			throw invalidInput(`Value '${query.get('pageSize')}' for 'pageSize' is invalid.`);
		}
		const found = markets.includes(marketplaceId) ? this.#found(query) : [];
		const start = this.#offset(query.get('pageToken'));
		const items = found.slice(start, start + pageSize);
		// Only the first 1000 results can be paged through (amazon sheet, section 3).
		const next = start + pageSize < Math.min(found.length, 1000);
		const pagination = {
			...(next && { nextToken: this.#token(start + pageSize) }),
			...(start > 0 && { previousToken: this.#token(Math.max(0, start - pageSize)) }),
		};
		const body = {
			numberOfResults: found.length,
			...(Object.keys(pagination).length > 0 && { pagination }),
			items: items.map((listing) => this.#item(listing, included)),
		};
		return { status: 200, body };
	}

	patch(seller: string, sku: string, request: FakeRequest): Result {
		const { query } = request;
		this.#ownMarketplaces(seller, query);
		const included = this.#included(query, ['identifiers', 'issues'], ['issues']);
		const mode = query.get('mode');
		if (mode !== null && mode !== 'VALIDATION_PREVIEW') throw invalidInput();
		const { productType: type, patches } = readPatchRequest(parsed(request));
		const issues = [...unknownType(type), ...patches.flatMap(issuesOf)];
		if (mode === null && issues.length === 0 && this.#world.befalls?.('amazon', 'itemRefused'))
			issues.push(refusedIssue());
		const accepted = mode === null ? 'ACCEPTED' : 'VALID';
		const status = issues.length > 0 ? 'INVALID' : accepted;
		const listing = this.#listings.get(sku);
		// What a change of an unknown SKU is answered is not documented. The harder case: accepted, and nothing comes of it.
		if (listing && status === 'ACCEPTED') {
			this.#listings.change(listing, this.#world.clock.now(), ({ attributes }) => {
				for (const patch of patches) apply(attributes, patch);
			});
		}
		return this.#submission(sku, status, {
			...(included.includes('issues') && { issues }),
			...(included.includes('identifiers') &&
				listing && { identifiers: [{ marketplaceId, asin: listing.asin }] }),
		});
	}

	delete(seller: string, sku: string, query: URLSearchParams): Result {
		if (this.#ownMarketplaces(seller, query).length !== 1) throw invalidInput();
		const listing = this.#listings.get(sku);
		if (listing) {
			this.#listings.change(listing, this.#world.clock.now(), (one) => {
				one.deleted = true;
			});
		}
		return this.#submission(sku, 'ACCEPTED', { issues: [] });
	}

	#submission(sku: string, status: string, more: Values): Result {
		return { status: 200, body: { sku, status, submissionId: hex(this.#world, 32), ...more } };
	}

	#marketplaces(seller: string, query: URLSearchParams): string[] {
		if (seller !== account.sellerId) throw unauthorized();
		const markets = csv(query, 'marketplaceIds')?.filter(Boolean) ?? [];
		if (markets.length === 0) throw invalidInput(`'marketplaceIds' is missing or empty.`);
		return markets;
	}

	#ownMarketplaces(seller: string, query: URLSearchParams): string[] {
		const markets = this.#marketplaces(seller, query);
		const foreign = markets.find((market) => market !== marketplaceId);
		if (foreign) throw invalidInput(`Marketplace ${foreign} is invalid.`);
		return markets;
	}

	#included(query: URLSearchParams, known: string[], usual: string[]): string[] {
		const included = csv(query, 'includedData') ?? usual;
		const unknown = included.find((name) => !known.includes(name));
		if (unknown !== undefined) throw invalidInput(`Invalid value '${unknown}' for 'includedData'.`);
		return included;
	}

	#notFound(sku: string, markets: string[]): ApiError {
		return new ApiError(
			404,
			'NOT_FOUND',
			`SKU '${sku}' not found in marketplace ${markets.join(', ')}`,
		);
	}

	#found(query: URLSearchParams): Listing[] {
		const identifiers = csv(query, 'identifiers');
		const type = query.get('identifiersType');
		if (identifiers && identifiers.length > 20) {
			throw invalidInput(`'identifiers' may hold 20 values at most.`);
		}
		if (identifiers && !type)
			throw invalidInput(`'identifiersType' is required with 'identifiers'.`);
		const candidates =
			identifiers && type === 'SKU'
				? [...new Set(identifiers)].flatMap((sku) => this.#listings.get(sku) ?? [])
				: this.#listings.all().filter(({ asin }) => !identifiers || identifiers.includes(asin));
		const withStatus = csv(query, 'withStatus') ?? [];
		const withoutStatus = csv(query, 'withoutStatus') ?? [];
		const time = (name: string, otherwise: number) => {
			const text = query.get(name);
			const value = text === null ? otherwise : Date.parse(text);
			if (Number.isNaN(value)) throw invalidInput(`'${name}' is not a date.`);
			return value;
		};
		const updated = [time('lastUpdatedAfter', 0), time('lastUpdatedBefore', Infinity)] as const;
		const created = [time('createdAfter', 0), time('createdBefore', Infinity)] as const;
		const found = candidates.filter((listing) => {
			const status = this.#listings.statusOf(listing);
			return (
				listing.updated >= updated[0] &&
				listing.updated <= updated[1] &&
				listing.created >= created[0] &&
				listing.created <= created[1] &&
				withStatus.every((one) => status.includes(one)) &&
				!withoutStatus.some((one) => status.includes(one))
			);
		});
		return this.#sorted(found, query);
	}

	#sorted(found: Listing[], query: URLSearchParams): Listing[] {
		const by = query.get('sortBy') ?? 'lastUpdatedDate';
		const sign = query.get('sortOrder') === 'ASC' ? 1 : -1;
		if (!['sku', 'createdDate', 'lastUpdatedDate'].includes(by)) throw invalidInput();
		const order = (a: Listing, b: Listing): number => {
			if (by === 'createdDate') return a.created - b.created;
			return by === 'sku' ? 0 : a.updated - b.updated;
		};
		return found.toSorted((a, b) => sign * (order(a, b) || (a.sku < b.sku ? -1 : 1)));
	}

	#token = (offset: number): string => Buffer.from(`o:${offset}`).toString('base64url');

	#offset(token: string | null): number {
		if (token === null) return 0;
		const offset = /^o:(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
		if (offset === undefined) throw invalidInput(`'pageToken' is invalid.`);
		return Number(offset);
	}

	#item(listing: Listing, included: string[]): Values {
		const [name] = listing.attributes['item_name'] ?? [];
		const price = priceOf(listing);
		const sets: Record<string, unknown> = {
			summaries: [
				{
					marketplaceId,
					asin: listing.asin,
					productType,
					conditionType: 'new_new',
					status: this.#listings.statusOf(listing),
					...(isFba(listing) && { fnSku: `X00${listing.asin.slice(3)}` }),
					itemName: String(name?.['value'] ?? ''),
					createdDate: iso(listing.created),
					lastUpdatedDate: iso(listing.updated),
				},
			],
			attributes: listing.attributes,
			issues: [],
			offers: price
				? [{ marketplaceId, offerType: 'B2C', price: { currencyCode: 'USD', amount: price } }]
				: [],
			fulfillmentAvailability: channels(listing).map((record) => ({
				fulfillmentChannelCode: codeOf(record),
				...('quantity' in record && !isAmazons(record) && { quantity: record['quantity'] }),
			})),
			procurement: [],
			relationships: [{ marketplaceId, relationships: [] }],
			productTypes: [{ marketplaceId, productType }],
		};
		return {
			sku: listing.sku,
			...Object.fromEntries(included.map((set) => [set, structuredClone(sets[set])])),
		};
	}
}

function priceOf(listing: Listing): string | undefined {
	const [offer] = listing.attributes['purchasable_offer'] ?? [];
	const prices = offer?.['our_price'] as { schedule: { value_with_tax: number }[] }[] | undefined;
	return prices?.[0]?.schedule[0]?.value_with_tax.toFixed(2);
}

export function parsed(request: FakeRequest): unknown {
	try {
		return JSON.parse(request.body.toString());
	} catch {
		throw invalidInput();
	}
}
