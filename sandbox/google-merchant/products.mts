import type { FakeAnswer, FakeRequest } from '../fake.mts';
import { invalid, json, notFound } from './errors.mts';
import { account } from './login.mts';
import { destinations, nameOf } from './shop.mts';
import type { Attributes, Offer, Shop } from './shop.mts';
import type { DataSource } from './sources.mts';

const availabilities = [
	'IN_STOCK',
	'OUT_OF_STOCK',
	'PREORDER',
	'LIMITED_AVAILABILITY',
	'BACKORDER',
];
const enums: Record<string, readonly string[]> = {
	availability: availabilities,
	pause: ['ADS', 'ALL'],
	condition: ['NEW', 'USED', 'REFURBISHED'],
};
const attributeNames = new Set(
	'availability availabilityDate brand color condition description excludedDestinations expirationDate googleProductCategory gtins identifierExists imageLink includedDestinations itemGroupId link mpn pause price productTypes salePrice sellOnGoogleQuantity size title'.split(
		' ',
	),
);
const inputNames = new Set(
	'base64EncodedName base64EncodedProduct contentLanguage customAttributes feedLabel legacyLocal name offerId product productAttributes versionNumber'.split(
		' ',
	),
);

type Name = Pick<Offer, 'language' | 'feedLabel' | 'offerId' | 'local'>;

const base = `accounts/${account.merchantId}`;
const encoded = (name: string): string => Buffer.from(name).toString('base64url');
const folded = (text: string): string => text.trim().replace(/\s+/g, ' ');
const ok = (body: unknown): FakeAnswer => ({ status: 200, headers: json, body });

/** Plain by its tildes, else encoded; plain only works where no part holds anything special (google-merchant sheet, section 3). */
function nameIn(segment: string): Name {
	const plain = segment.includes('~') || segment.includes('%7E');
	const text = plain ? decodeURIComponent(segment) : Buffer.from(segment, 'base64url').toString();
	const [, local, language = '', feedLabel = '', offerId = ''] =
		/^(local~)?([a-z]{2})~([A-Z0-9_-]{1,20})~(.+)$/s.exec(text) ?? [];
	if (offerId === '' || (plain && /[^\w -]/.test(offerId))) {
		throw invalid(`[name] Invalid product name: ${segment}`, 'INVALID_NAME_FORMAT', 'name');
	}
	return { language, feedLabel, offerId: folded(offerId), local: local !== undefined };
}

export class Products {
	readonly #shop: Shop;

	constructor(shop: Shop) {
		this.#shop = shop;
	}

	get(segment: string): FakeAnswer {
		const offer = this.#shop.offers.get(nameOf(nameIn(segment) as Offer));
		const product = offer && this.#product(offer);
		if (!product) throw notFound('product not found', 'PRODUCT_NOT_FOUND');
		return ok(product);
	}

	list(query: URLSearchParams): FakeAnswer {
		const size = Math.min(1000, Number(query.get('pageSize') ?? 25));
		const start = Number(query.get('pageToken') ?? 0);
		const all = [...this.#shop.offers.values()].flatMap((offer) => this.#product(offer) ?? []);
		return ok({
			products: all.slice(start, start + size),
			...(start + size < all.length && { nextPageToken: String(start + size) }),
		});
	}

	patch(segment: string, { query, body }: FakeRequest): FakeAnswer {
		const name = nameIn(segment);
		const source = this.#source(query);
		const given = parsed(body);
		const attributes = attributesOf(given);
		const offer = this.#shop.offers.get(nameOf(name as Offer));
		const input = offer?.inputs.get(source.name);
		if (!offer || !input) throw notFound('product input not found', 'PRODUCT_INPUT_NOT_FOUND');
		for (const field of masked(query.get('updateMask'), attributes)) {
			if (field in attributes) input[field] = attributes[field];
			else delete input[field];
		}
		this.#shop.commit(offer);
		return ok(inputView(offer, input));
	}

	insert({ query, body }: FakeRequest): FakeAnswer {
		const source = this.#source(query);
		const given = parsed(body);
		const attributes = attributesOf(given);
		const { offerId, contentLanguage: language, feedLabel } = given;
		if (![offerId, language, feedLabel].every((part) => typeof part === 'string' && part !== '')) {
			throw invalid('[offerId] Missing required field', 'MISSING_REQUIRED_FIELD', 'offerId');
		}
		const kind = source.primaryProductDataSource ?? source.supplementalProductDataSource;
		if (kind?.feedLabel && (kind.feedLabel !== feedLabel || kind.contentLanguage !== language)) {
			throw invalid('[feedLabel] Does not match the data source', 'FEED_LABEL_MISMATCH');
		}
		const name = {
			language: String(language),
			feedLabel: String(feedLabel),
			offerId: folded(String(offerId)),
			local: given['legacyLocal'] === true,
		};
		const offer = this.#shop.offers.get(nameOf(name as Offer)) ?? this.#born(name);
		if (source.primaryProductDataSource) {
			// Moves the product to this source (specification of the parameter).
			if (offer.primary !== source.name) offer.inputs.delete(offer.primary);
			offer.primary = source.name;
		}
		// The whole earlier input of this source is replaced, also what is not in the new one (sheet, section 4).
		offer.inputs.set(source.name, attributes);
		this.#shop.commit(offer);
		return ok(inputView(offer, attributes));
	}

	delete(segment: string, query: URLSearchParams): FakeAnswer {
		const source = this.#source(query);
		const offer = this.#shop.offers.get(nameOf(nameIn(segment) as Offer));
		if (!offer?.inputs.delete(source.name)) {
			throw notFound('product input not found', 'PRODUCT_INPUT_NOT_FOUND');
		}
		this.#shop.commit(offer);
		return ok({});
	}

	#born(name: Name): Offer {
		const rest = { verdict: 'pending', archived: false, count: 0, primary: '' } as const;
		const offer: Offer = { ...name, ...rest, inputs: new Map(), versions: [] };
		this.#shop.offers.set(nameOf(offer), offer);
		return offer;
	}

	#source(query: URLSearchParams): DataSource {
		const name = query.get('dataSource') ?? '';
		if (!/^accounts\/\d+\/dataSources\/\d+$/.test(name)) {
			throw invalid(
				'[dataSource] The data source is missing or malformed',
				'INVALID_NAME',
				'dataSource',
			);
		}
		const source = this.#shop.sources.find((one) => one.name === name);
		if (!source) throw notFound(`data source not found: ${name}`, 'DATA_SOURCE_NOT_FOUND');
		if (source.input !== 'API') {
			throw invalid(
				'[dataSource] Only API data sources can be written',
				'DATA_SOURCE_NOT_API',
				'dataSource',
			);
		}
		return source;
	}

	#product(offer: Offer): unknown {
		const product = this.#shop.product(offer);
		if (!product) return undefined;
		const countries = [offer.feedLabel];
		const status = {
			approved: { approvedCountries: countries },
			pending: { pendingCountries: countries },
			disapproved: { disapprovedCountries: countries },
		}[offer.verdict];
		const places = offer.archived ? [] : destinations(product);
		const name = nameOf(offer);
		return {
			name: `${base}/products/${name}`,
			base64EncodedName: `${base}/products/${encoded(name)}`,
			offerId: offer.offerId,
			contentLanguage: offer.language,
			feedLabel: offer.feedLabel,
			dataSource: offer.primary,
			...(offer.local && { legacyLocal: true }),
			...(offer.archived && { archived: true }),
			productAttributes: product,
			productStatus: {
				...(places.length > 0 && {
					destinationStatuses: places.map((reportingContext) => ({ reportingContext, ...status })),
				}),
				lastUpdateDate: new Date(this.#shop.updatedAt(offer)).toISOString(),
			},
		};
	}
}

function inputView(offer: Offer, attributes: Attributes): unknown {
	const name = nameOf(offer);
	return {
		name: `${base}/productInputs/${name}`,
		base64EncodedName: `${base}/productInputs/${encoded(name)}`,
		product: `${base}/products/${name}`,
		base64EncodedProduct: `${base}/products/${encoded(name)}`,
		offerId: offer.offerId,
		contentLanguage: offer.language,
		feedLabel: offer.feedLabel,
		...(offer.local && { legacyLocal: true }),
		productAttributes: attributes,
	};
}

/** Without a mask all fields that have a value (sheet, section 4). */
function masked(mask: string | null, attributes: Attributes): string[] {
	if (!mask) return Object.keys(attributes);
	return mask.split(',').map((path) => {
		const [, field = ''] = /^productAttributes\.(\w+)$/.exec(path) ?? [];
		if (attributeNames.has(field)) return field;
		throw invalid(`[updateMask] Invalid field path: ${path}`, 'INVALID_UPDATE_MASK', 'updateMask');
	});
}

function attributesOf(given: Attributes): Attributes {
	const attributes = (given['productAttributes'] ?? {}) as Attributes;
	unknownName(given, inputNames, '');
	unknownName(attributes, attributeNames, ' at product_input.product_attributes');
	for (const [field, known] of Object.entries(enums)) {
		const value = attributes[field];
		if (value === undefined || known.includes(String(value))) continue;
		throw invalid(
			`Invalid value at 'product_input.product_attributes.${field}', "${String(value)}"`,
			'INVALID_ENUM_VALUE',
			field,
		);
	}
	return { ...attributes };
}

function unknownName(value: Attributes, known: ReadonlySet<string>, where: string): void {
	const stranger = Object.keys(value).find((name) => !known.has(name));
	if (stranger === undefined) return;
	throw invalid(
		`Invalid JSON payload received. Unknown name "${stranger}"${where}: Cannot find field.`,
		'UNKNOWN_FIELD',
	);
}

export function parsed(body: Buffer): Attributes {
	try {
		const value: unknown = JSON.parse(body.toString('utf8'));
		if (typeof value === 'object' && value !== null) return value as Attributes;
	} catch {
		// Told below.
	}
	throw invalid('Invalid JSON payload received. Unexpected token.', 'INVALID_JSON');
}
