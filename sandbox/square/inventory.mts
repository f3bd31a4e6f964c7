import { tooLong, MOST_OBJECTS } from './catalog.mts';
import { invalid, noSuchObject, notFound } from './errors.mts';
import type { CatalogObject, Json, Shop } from './shop.mts';

const MOST_CHANGES = 100;
const DAY_MS = 86_400_000;

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const object = (value: unknown): Json =>
	typeof value === 'object' && value !== null ? (value as Json) : {};

interface Wanted {
	variation: CatalogObject;
	location: string;
	quantity: number;
	occurredAt: number;
}

/** All or nothing: one bad change and none is applied. */
export function batchCreate(shop: Shop, body: Json): Json {
	const changes = list(body.changes).map(object);
	if (changes.length === 0)
		throw invalid('MISSING_REQUIRED_PARAMETER', 'Missing required parameter.', 'changes');
	if (changes.length > MOST_CHANGES) throw tooLong('changes', MOST_CHANGES);
	const wanted = changes.map((change, i) => read(shop, change, `changes[${i}]`));
	if (wanted.some(() => shop.world.befalls?.('square', 'itemRefused')))
		throw invalid('INVALID_VALUE', 'The count cannot be saved.', 'changes');
	const ignoresSame = body.ignore_unchanged_counts !== false;
	const made: Json[] = [];
	for (const { variation, location, quantity, occurredAt } of wanted) {
		const known = shop.count(variation.id, location);
		// Equal to the last physical count, whatever was sold since (square sheet, section 4).
		if (ignoresSame && known?.counted === quantity) continue;
		shop.setCount(variation.id, location, quantity, occurredAt);
		made.push({
			type: 'PHYSICAL_COUNT',
			physical_count: {
				id: `PC${made.length + 1}${variation.id}`.slice(0, 24),
				catalog_object_id: variation.id,
				catalog_object_type: 'ITEM_VARIATION',
				state: 'IN_STOCK',
				location_id: location,
				quantity: String(quantity),
				occurred_at: new Date(occurredAt).toISOString(),
				created_at: shop.now(),
			},
		});
	}
	const counts = wanted.flatMap(({ variation, location }) => shop.countRow(variation.id, location));
	if (made.length > 0) shop.counted(counts);
	return { counts, ...(made.length ? { changes: made } : {}) };
}

function read(shop: Shop, change: Json, field: string): Wanted {
	if (change.type !== 'PHYSICAL_COUNT')
		throw invalid(
			'INVALID_ENUM_VALUE',
			`\`${String(change.type)}\` is not a valid enum value.`,
			`${field}.type`,
		);
	const count = object(change.physical_count);
	const at = `${field}.physical_count`;
	const variation = shop.variation(count.catalog_object_id);
	if (!variation) throw noSuchObject(String(count.catalog_object_id), `${at}.catalog_object_id`);
	if (!shop.locations.some(({ id }) => id === count.location_id))
		throw notFound(
			`Location with ID \`${String(count.location_id)}\` not found.`,
			`${at}.location_id`,
		);
	if (count.state !== 'IN_STOCK')
		throw invalid(
			'INVALID_ENUM_VALUE',
			'The state of a physical count must be IN_STOCK.',
			`${at}.state`,
		);
	if (typeof count.quantity !== 'string' || !/^-?\d{1,20}(\.\d{1,5})?$/.test(count.quantity))
		throw invalid('EXPECTED_STRING', 'Expected a decimal string.', `${at}.quantity`);
	if (variation.item_variation_data?.stockable === false)
		throw invalid('INVALID_VALUE', 'The variation is not stockable.', `${at}.catalog_object_id`);
	return {
		variation,
		location: String(count.location_id),
		quantity: Number(count.quantity),
		occurredAt: momentOf(shop, count.occurred_at, `${at}.occurred_at`),
	};
}

function momentOf(shop: Shop, value: unknown, field: string): number {
	if (value === undefined)
		throw invalid('MISSING_REQUIRED_PARAMETER', 'Missing required parameter.', field);
	const at = Date.parse(String(value));
	const now = shop.world.clock.now();
	if (Number.isNaN(at)) throw invalid('INVALID_TIME', 'Not a timestamp in RFC 3339 format.', field);
	if (at > now + 1_000)
		throw invalid('INVALID_TIME', 'The timestamp must not be in the future.', field);
	if (at < now - DAY_MS)
		throw invalid('INVALID_TIME', 'The timestamp must not be older than 24 hours.', field);
	return at;
}

/** What was never counted has no row. */
export function batchRetrieveCounts(shop: Shop, body: Json): Json {
	const ids =
		body.catalog_object_ids == null
			? shop.variations().map(({ id }) => id)
			: list(body.catalog_object_ids).map(String);
	if (body.catalog_object_ids != null && ids.length > MOST_OBJECTS)
		throw tooLong('catalog_object_ids', MOST_OBJECTS);
	const places = list(body.location_ids);
	const states = list(body.states);
	const limit = Number(body.limit ?? 100);
	if (!(limit >= 1 && limit <= 1_000))
		throw invalid('VALUE_TOO_HIGH', 'Must be between 1 and 1000.', 'limit');
	const since = body.updated_after == null ? 0 : Date.parse(String(body.updated_after));
	const inStock = states.length === 0 || states.includes('IN_STOCK');
	const locations = shop.locations
		.map(({ id }) => id)
		.filter((id) => places.length === 0 || places.includes(id));
	const rows = (inStock ? ids : [])
		.flatMap((id) => locations.flatMap((location) => shop.countRow(id, location)))
		.filter(({ calculated_at }) => Date.parse(String(calculated_at)) > since);
	const from =
		body.cursor == null ? 0 : Number(Buffer.from(String(body.cursor), 'base64').toString());
	if (!Number.isInteger(from)) throw invalid('INVALID_CURSOR', 'Invalid cursor.', 'cursor');
	const page = rows.slice(from, from + limit);
	return {
		...(page.length ? { counts: page } : {}),
		...(from + limit < rows.length
			? { cursor: Buffer.from(String(from + limit)).toString('base64') }
			: {}),
	};
}

export function retrieveCount(shop: Shop, id: string): Json {
	if (!shop.variation(id))
		throw notFound(`Item variation with catalog object ID \`${id}\` not found.`);
	const counts = shop.locations.flatMap((location) => shop.countRow(id, location.id));
	return counts.length ? { counts } : {};
}
