import type { FakeRequest, World } from '../fake.mts';
import type { Result } from './answers.mts';
import { amountOf, badRequest, each, notFound, randomText } from './answers.mts';
import type { Item, Shop } from './shop.mts';
import { toSell, virtualNode, warehouse } from './shop.mts';

const api = 'GMP_INVENTORY_API';

export const shipNodes = [
	{
		shipNode: warehouse,
		shipNodeName: 'Own Warehouse',
		status: 'ACTIVE',
		nodeType: 'PHYSICAL',
		timeZone: 'CST',
	},
	{
		shipNode: virtualNode,
		shipNodeName: 'Virtual Node',
		status: 'ACTIVE',
		nodeType: 'VIRTUAL',
		timeZone: 'CST',
	},
	{
		shipNode: '721407426382859999',
		shipNodeName: 'Closed Warehouse',
		status: 'INACTIVE',
		nodeType: 'PHYSICAL',
		timeZone: 'CST',
	},
];

export class Inventory {
	/** Nodes that take no quantity at the moment. */
	readonly closedNodes = new Set<string>();
	readonly #world: World;
	readonly #shop: Shop;
	/** One walk through the list at a time, each cursor once (walmart sheet, section 8; enforced since May 2026). */
	#walk: { cursor: string; offset: number } | undefined;

	constructor(world: World, shop: Shop) {
		this.#world = world;
		this.#shop = shop;
	}

	getOne(query: URLSearchParams): Result {
		const item = this.#stocked(query.get('sku'));
		const node = item.nodes.get(query.get('shipNode') ?? this.#defaultNode(item));
		if (!node) throw notFound(api, 'shipNode');
		return { status: 200, body: { sku: item.sku, quantity: each(node.input) } };
	}

	putOne(request: FakeRequest): Result {
		const { query } = request;
		const body = parsed(request);
		const item = this.#stocked(query.get('sku'));
		if (body['sku'] !== item.sku) throw badRequest(api, 'sku', 'sku of query and body differ.');
		const amount = amountOf(body['quantity']);
		if (amount === undefined) throw badRequest(api, 'quantity', 'Quantity is not valid.');
		const node = query.get('shipNode') ?? this.#defaultNode(item);
		if (!item.nodes.has(node)) throw notFound(api, 'shipNode');
		this.set(item, node, amount);
		return { status: 200, body: { sku: item.sku, quantity: each(amount) } };
	}

	getNodes(sku: string): Result {
		return { status: 200, body: this.#view(this.#stocked(sku)) };
	}

	/** Each node is judged for itself, in an answer with status 200. */
	putNodes(sku: string, request: FakeRequest): Result {
		const item = this.#stocked(sku);
		const { inventories } = parsed(request) as { inventories?: { nodes?: unknown } };
		const wanted = inventories?.nodes;
		if (!Array.isArray(wanted) || wanted.length === 0) {
			throw badRequest(api, 'inventories.nodes', 'nodes is missing.');
		}
		const nodes = wanted.map((row: { shipNode?: unknown; inputQty?: unknown }) => {
			const shipNode = String(row.shipNode);
			const amount = amountOf(row.inputQty);
			if (amount === undefined) throw badRequest(api, 'inputQty', 'Quantity is not valid.');
			const said = this.refusal(item, shipNode) ?? this.#trouble(shipNode);
			if (said) return { shipNode, status: 'Failure', errors: [{ ...said, severity: 'ERROR' }] };
			this.set(item, shipNode, amount);
			return { shipNode, status: 'Success', errors: [] };
		});
		return { status: 200, body: { sku: item.sku, nodes } };
	}

	list(query: URLSearchParams): Result {
		const limit = Number(query.get('limit') ?? 10);
		if (!Number.isInteger(limit) || limit < 1 || limit > 50) {
			throw badRequest(api, 'limit', 'limit must be between 1 and 50.');
		}
		const cursor = query.get('nextCursor');
		if (cursor !== null && cursor !== this.#walk?.cursor) throw notFound(api, 'nextCursor');
		const offset = cursor === null ? 0 : (this.#walk?.offset ?? 0);
		const items = this.#shop.all().filter(({ nodes }) => nodes.size > 0);
		const next = offset + limit;
		const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/=';
		this.#walk = { cursor: randomText(this.#world, 24, letters), offset: next };
		const more = next < items.length && { nextCursor: this.#walk.cursor };
		const inventories = items.slice(offset, next).map((item) => this.#view(item));
		const body = { meta: { totalCount: items.length, ...more }, elements: { inventories } };
		return { status: 200, body };
	}

	/** In the form of the new WFS look-up (seen). */
	wfs(query: URLSearchParams): Result {
		const sku = query.get('sku');
		const inventory = this.#shop
			.all()
			.filter((item) => item.wfs > 0 && (sku === null || item.sku === sku))
			.map((item) => ({
				itemInformation: { sku: item.sku, gtin: item.gtin, itemName: item.title },
				inventoryData: { availableUnits: item.wfs, onhandUnits: item.wfs, reservedUnits: 0 },
			}));
		const headers = { totalCount: inventory.length, limit: 10, offset: 0 };
		return { status: 200, body: { headers, payload: { inventory } } };
	}

	set(item: Item, shipNode: string, amount: number): void {
		this.#shop.change(item, ({ nodes }) => {
			nodes.set(shipNode, { reserved: nodes.get(shipNode)?.reserved ?? 0, input: amount });
		});
	}

	refusal(item: Item, shipNode: string) {
		const known = shipNodes.some((node) => node.shipNode === shipNode && node.status === 'ACTIVE');
		if (item.nodes.size > 0 && known && !this.closedNodes.has(shipNode)) return undefined;
		return inactive(shipNode);
	}

	#trouble(shipNode: string) {
		return this.#world.befalls?.('walmart', 'itemRefused') ? inactive(shipNode) : undefined;
	}

	#defaultNode = ({ nodes }: Item): string => [...nodes.keys()][0] ?? virtualNode;

	/** Goods in Walmart's warehouses are in no list of own stock. */
	#stocked(sku: string | null): Item {
		const item = sku === null ? undefined : this.#shop.get(sku);
		if (!item || item.nodes.size === 0) throw notFound(api);
		return item;
	}

	#view = (item: Item) => ({
		sku: item.sku,
		nodes: Array.from(item.nodes, ([shipNode, node]) => ({
			shipNode,
			inputQty: each(node.input),
			availToSellQty: each(toSell(node)),
			reservedQty: each(node.reserved),
		})),
	});
}

const inactive = (shipNode: string) => ({
	code: 'INVALID_SHIP_NODE.GMP_INVENTORY_API',
	field: 'shipNode',
	description: `Ship node ${shipNode} is not active for this item.`,
	info: 'Request content is invalid.',
	category: 'DATA',
});

function parsed(request: FakeRequest): Record<string, unknown> {
	try {
		return Object(JSON.parse(request.body.toString())) as Record<string, unknown>;
	} catch {
		throw badRequest(api, 'body', 'Request content is not JSON.');
	}
}
