import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { FakeAnswer, FakeRequest, World } from '../fake.mts';
import type { Login } from './login.mts';
import { endWhatIsEmpty, isPublished } from './shop.mts';
import type { Shop } from './shop.mts';
import { inventoryView, listingView } from './tradingViews.mts';
import { answer, errorNode, escape, Refusal, success, tag } from './tradingXml.mts';

/** Sheet, sections 4 and 8. */
const MOST_NODES = 4;
const MOST_ENTRIES = 200;
const PER_DAY = 5000;
const BURSTS: Record<string, number> = { GetMyeBaySelling: 300, ReviseInventoryStatus: 6000 };
const BURST_MS = 15_000;

interface Parsed {
	[name: string]: unknown;
}

const parser = new XMLParser({
	parseTagValue: false,
	isArray: (name) => name === 'InventoryStatus',
});

export class Trading {
	readonly #world: World;
	readonly #shop: Shop;
	readonly #login: Login;
	#calls: { name: string; at: number }[] = [];

	constructor(world: World, shop: Shop, login: Login) {
		this.#world = world;
		this.#shop = shop;
		this.#login = login;
	}

	/** Whatever happens, the status is 200. */
	handle(request: FakeRequest): FakeAnswer {
		const now = this.#world.clock.now();
		const name = request.headers['x-ebay-api-call-name'] ?? '';
		try {
			this.#admit(name, request);
			const text = request.body.toString();
			if (XMLValidator.validate(text) !== true)
				throw new Refusal(5, 'XML Parse error.', 'The XML request is not well-formed.');
			const parsed = parser.parse(text) as Parsed;
			const content = parsed[`${name}Request`];
			if (content === undefined)
				throw new Refusal(5, 'XML Parse error.', 'The XML request does not fit the call.');
			return answer(now, name, this.#call(name, asParsed(content)));
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			return answer(now, name, tag('Ack', 'Failure') + errorNode(error));
		}
	}

	/** The status says nothing. */
	failed(request: FakeRequest): FakeAnswer {
		const name = request.headers['x-ebay-api-call-name'] ?? '';
		const content = tag('Ack', 'Failure') + errorNode(internal());
		return answer(this.#world.clock.now(), name, content);
	}

	#admit(name: string, { headers }: FakeRequest): void {
		for (const header of ['x-ebay-api-siteid', 'x-ebay-api-compatibility-level'])
			if (!headers[header])
				throw new Refusal(
					10012,
					'Invalid value for header.',
					`Invalid value for header "${header}".`,
				);
		const token = headers['x-ebay-api-iaf-token'];
		if (token === undefined)
			throw new Refusal(
				930,
				'No XML <RequesterPassword> or <RequesterToken> was specified or they were left empty.',
			);
		const state = this.#login.stateOf(token);
		if (state === 'expired')
			throw new Refusal(21917053, 'Expired IAF token.', 'IAF token supplied is expired.');
		if (state === 'unknown')
			throw new Refusal(21916984, 'Invalid IAF token.', 'IAF token supplied is invalid.');
		const now = this.#world.clock.now();
		this.#calls = this.#calls.filter(({ at }) => now - at < 86_400_000);
		if (this.#calls.length >= PER_DAY)
			throw new Refusal(
				518,
				'Call usage limit has been reached.',
				'Your application has exceeded usage limit on this call, please make call to GetAPIAccessRules to check your call usage.',
			);
		const burst = this.#calls.filter(
			(call) => call.name === name && now - call.at < BURST_MS,
		).length;
		if (burst >= (BURSTS[name] ?? Infinity))
			throw new Refusal(
				21919144,
				'Call limit reached.',
				'Your application has exceeded the maximum number of calls in a short time.',
			);
		this.#calls.push({ name, at: now });
	}

	#call(name: string, content: Parsed): string {
		switch (name) {
			case 'GetUserPreferences': {
				const asked = content['ShowOutOfStockControlPreference'] === 'true';
				return (
					success +
					(asked ? tag('OutOfStockControlPreference', String(this.#shop.outOfStockControl)) : '')
				);
			}
			case 'GetMyeBaySelling':
				return success + this.#activeList(asParsed(content['ActiveList']));
			case 'GetItem':
				return success + this.#item(String(content['ItemID'] ?? ''));
			case 'ReviseInventoryStatus':
				return this.#revise(content['InventoryStatus']);
		}
		throw new Refusal(
			2,
			'Unsupported API call.',
			`The API call "${name}" is invalid or not supported in this release.`,
		);
	}

	#activeList(wish: Parsed): string {
		if (wish['Include'] !== 'true') return '';
		const { EntriesPerPage = '25', PageNumber = '1' } = asParsed(wish['Pagination']);
		const size = Math.min(MOST_ENTRIES, Number(EntriesPerPage));
		const all = [
			...this.#inventoryListings(),
			...this.#shop.listings.filter(({ ended }) => !ended).map((listing) => listingView(listing)),
		];
		const page = all.slice((Number(PageNumber) - 1) * size, Number(PageNumber) * size);
		const pages =
			tag('TotalNumberOfPages', Math.ceil(all.length / size)) +
			tag('TotalNumberOfEntries', all.length);
		return tag('ActiveList', tag('ItemArray', page.join('')) + tag('PaginationResult', pages));
	}

	/** Listings of the Inventory API are listings like the others here, only that nobody may revise them. */
	#inventoryListings(): string[] {
		const published = this.#shop.offers.filter(isPublished);
		return [...Map.groupBy(published, ({ listingId }) => listingId)].map(([itemId = '', offers]) =>
			inventoryView(itemId, offers),
		);
	}

	#item(itemId: string): string {
		const listing = this.#shop.listings.find((one) => one.itemId === itemId);
		if (listing) return listingView(listing, true);
		const offers = this.#shop.offers.filter((offer) => offer.listingId === itemId);
		if (offers.length === 0) throw gone();
		return inventoryView(itemId, offers);
	}

	#revise(nodes: unknown): string {
		const wishes = Array.isArray(nodes) ? nodes.map(asParsed) : [];
		if (wishes.length === 0 || wishes.length > MOST_NODES)
			throw new Refusal(
				21916585,
				'Too many or too few InventoryStatus nodes.',
				`A request may contain 1 to ${MOST_NODES} InventoryStatus nodes.`,
			);
		const done: string[] = [];
		const errors: Refusal[] = [];
		for (const wish of wishes) {
			try {
				done.push(this.#reviseOne(wish));
			} catch (error) {
				if (!(error instanceof Refusal)) throw error;
				errors.push(error);
			}
		}
		endWhatIsEmpty(this.#shop);
		const ack = errors.length === 0 ? 'Success' : done.length === 0 ? 'Failure' : 'PartialFailure';
		return tag('Ack', ack) + errors.map(errorNode).join('') + done.join('');
	}

	#reviseOne({ ItemID = '', SKU, Quantity }: Parsed): string {
		const itemId = String(ItemID);
		if (this.#shop.offers.some(({ listingId }) => listingId === itemId))
			throw new Refusal(
				21919474,
				'Inventory-based listing.',
				'Inventory-based listing management is not currently supported by this tool. Please refer to the tool used to create this listing.',
			);
		const listing = this.#shop.listings.find((one) => one.itemId === itemId);
		if (!listing) throw gone();
		if (listing.ended) throw new Refusal(291, 'You are not allowed to revise ended listings.');
		if (listing.type === 'Chinese') throw new Refusal(21916734, 'Not a fixed-price listing.');
		const { variations } = listing;
		if (variations.length > 0 && SKU === undefined)
			throw new Refusal(
				21916635,
				'Invalid Multi-SKU item id.',
				'Invalid Multi-SKU item id supplied with variations.',
			);
		const part = variations.length > 0 ? variations.find(({ sku }) => sku === SKU) : listing;
		if (!part || (SKU !== undefined && part.sku !== SKU))
			throw new Refusal(
				21916799,
				'SKU Mismatch',
				'SKU does not exist in Non-ManageBySKU item specified by ItemID.',
			);
		if (this.#world.befalls?.('ebay', 'itemRefused')) throw internal();
		const quantity = Number(Quantity);
		if (
			!Number.isInteger(quantity) ||
			quantity < 0 ||
			(quantity === 0 && variations.length === 0 && !this.#shop.outOfStockControl)
		)
			throw new Refusal(
				515,
				'Quantity is not valid.',
				'Quantity is not valid. The quantity must be a valid number greater than 0.',
			);
		part.available = quantity;
		return tag(
			'InventoryStatus',
			tag('ItemID', itemId) +
				(part.sku ? tag('SKU', escape(part.sku)) : '') +
				tag('Quantity', quantity),
		);
	}
}

/** Nothing was done (sheet, section 9). */
const internal = (): Refusal =>
	new Refusal(10007, 'Internal error to the application.', 'Internal error to the application.');

const gone = (): Refusal =>
	new Refusal(
		17,
		'Item cannot be accessed.',
		'This item cannot be accessed because the listing has been deleted, is a Half.com listing, or you are not the seller.',
	);

const asParsed = (value: unknown): Parsed =>
	typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Parsed) : {};
