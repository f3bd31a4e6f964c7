import type { FakeRequest, World } from '../fake.mts';
import type { Result } from './answers.mts';
import { amountOf, badRequest, notFound, randomText, tooLarge } from './answers.mts';
import type { Inventory } from './inventory.mts';
import { virtualNode } from './shop.mts';
import type { Shop } from './shop.mts';

export type FeedOutcome = 'done' | 'error' | 'never';
type RowStatus = 'SUCCESS' | 'DATA_ERROR' | 'SYSTEM_ERROR' | 'TIMEOUT_ERROR';

interface Row {
	sku: string;
	amounts: [shipNode: string, amount: number | undefined][];
}

interface Problem {
	type: Exclude<RowStatus, 'SUCCESS'>;
	code: string;
	description: string;
}

interface Feed {
	feedId: string;
	file: string;
	feedType: string;
	received: number;
	outcome: FeedOutcome;
	rows: { sku: string; problem: Problem | undefined }[] | undefined;
	fatal: Problem | undefined;
}

const api = 'GMP_FEED_API';
const mostBytes = 5 * 1024 * 1024;
/** Up to 30 minutes are announced (walmart sheet, section 5); small files are quicker. */
const queued = 10_000;
const working = 80_000;

export class Feeds {
	/** How the next feed will end; `done` again after that one. */
	outcome: FeedOutcome = 'done';
	/** Rows that fail for no fault of theirs in the next feed. */
	readonly passing = new Map<string, 'SYSTEM_ERROR' | 'TIMEOUT_ERROR'>();
	readonly #world: World;
	readonly #shop: Shop;
	readonly #inventory: Inventory;
	readonly #feeds = new Map<string, Feed>();

	constructor(world: World, shop: Shop, inventory: Inventory) {
		this.#world = world;
		this.#shop = shop;
		this.#inventory = inventory;
	}

	create(request: FakeRequest): Result {
		const feedType = request.query.get('feedType') ?? '';
		if (feedType !== 'inventory' && feedType !== 'MP_INVENTORY') {
			throw badRequest(api, 'feedType', 'feedType is not supported.');
		}
		if (request.body.length > mostBytes) throw tooLarge();
		const file = filePart(request);
		if (file === undefined) throw badRequest(api, 'file', 'The part "file" is missing.');
		const feedId = `${randomText(this.#world, 32, '0123456789ABCDEF')}@AU8BAQA`;
		this.#feeds.set(feedId, {
			feedId,
			file,
			feedType,
			received: this.#world.clock.now(),
			outcome: this.#outcome(),
			rows: undefined,
			fatal: undefined,
		});
		this.outcome = 'done';
		return { status: 200, body: { feedId } };
	}

	#outcome(): FeedOutcome {
		if (this.#world.befalls?.('walmart', 'workStuck')) return 'never';
		return this.#world.befalls?.('walmart', 'workFailed') ? 'error' : this.outcome;
	}

	/** Works off what is due; called before anything is read. */
	advance(): void {
		const duration = (queued + working) * this.#world.delayFactor;
		for (const feed of this.#feeds.values()) {
			const open = !feed.rows && !feed.fatal && feed.outcome !== 'never';
			if (open && this.#world.clock.now() >= feed.received + duration) this.#process(feed);
		}
	}

	#process(feed: Feed): void {
		const rows = feed.outcome === 'error' ? undefined : readFile(feed.file, feed.feedType);
		if (!rows) {
			feed.fatal = {
				type: 'DATA_ERROR',
				code: 'ERR_PDI_0001',
				description: 'The file does not fit the specification of this feed type.',
			};
			return;
		}
		feed.rows = rows.map((row) => ({ sku: row.sku, problem: this.#apply(row) }));
		this.passing.clear();
	}

	#apply({ sku, amounts }: Row): Problem | undefined {
		const isRefused = this.#world.befalls?.('walmart', 'itemRefused');
		const passing = this.passing.get(sku) ?? (isRefused ? 'SYSTEM_ERROR' : undefined);
		if (passing) return { type: passing, code: 'ERR_INT_SYS_0001', description: 'Internal error.' };
		const item = this.#shop.get(sku);
		if (!item || item.nodes.size === 0) {
			const description = 'SKU does not exist.';
			return { type: 'DATA_ERROR', code: 'ERR_EXT_DATA_0101119', description };
		}
		for (const [shipNode, amount] of amounts) {
			const said = this.#inventory.refusal(item, shipNode);
			const code = 'ERR_EXT_DATA_0201008';
			if (said) return { type: 'DATA_ERROR', code, description: said.description };
			if (amount === undefined) {
				return { type: 'DATA_ERROR', code, description: 'Quantity is not valid.' };
			}
			this.#inventory.set(item, shipNode, amount);
		}
		return undefined;
	}

	get(feedId: string, query: URLSearchParams): Result {
		const feed = this.#feeds.get(feedId);
		if (!feed) throw notFound(api, 'feedId');
		const offset = Number(query.get('offset') ?? 0);
		const limit = Number(query.get('limit') ?? 50);
		if (!(limit >= 1 && limit <= 50)) throw badRequest(api, 'limit', 'limit must be 50 at most.');
		const started = this.#world.clock.now() >= feed.received + queued * this.#world.delayFactor;
		const rows = feed.rows ?? [];
		const failed = rows.filter(({ problem }) => problem).length;
		const count = readFile(feed.file, feed.feedType)?.length ?? 0;
		const ended = feed.fatal ? 'ERROR' : feed.rows ? 'PROCESSED' : undefined;
		const details =
			query.get('includeDetails') === 'true' ? rows.slice(offset, offset + limit) : [];
		const body = {
			feedId,
			feedStatus: ended ?? (started ? 'INPROGRESS' : 'RECEIVED'),
			...(feed.fatal && { ingestionErrors: { ingestionError: [feed.fatal] } }),
			itemsReceived: count,
			itemsSucceeded: rows.length - failed,
			itemsFailed: failed,
			itemsProcessing: ended ? 0 : count,
			offset,
			limit,
			itemDetails: {
				itemIngestionStatus: details.map(({ sku, problem }, i) => ({
					martId: 0,
					sku,
					index: offset + i,
					ingestionStatus: problem?.type ?? 'SUCCESS',
					...(problem && { ingestionErrors: { ingestionError: [problem] } }),
				})),
			},
		};
		return { status: 200, body };
	}
}

function filePart({ headers, body }: FakeRequest): string | undefined {
	const boundary = /^multipart\/form-data;.*boundary="?([^";]+)/.exec(
		headers['content-type'] ?? '',
	)?.[1];
	if (!boundary) return undefined;
	for (const part of body.toString().split(`--${boundary}`)) {
		const [head = '', ...content] = part.split('\r\n\r\n');
		if (/name="file"; *filename="[^"]+"/.test(head)) {
			return content.join('\r\n\r\n').replace(/\r\n$/, '');
		}
	}
	return undefined;
}

/** Specification 1.4 has its keys in upper case and one node, 1.5 in lower case and nodes (walmart sheet, section 5). */
function readFile(file: string, feedType: string): Row[] | undefined {
	let data: Record<string, unknown>;
	try {
		data = Object(JSON.parse(file)) as Record<string, unknown>;
	} catch {
		return undefined;
	}
	const many = feedType === 'MP_INVENTORY';
	const header = data[many ? 'inventoryHeader' : 'InventoryHeader'] as { version?: string };
	const list = data[many ? 'inventory' : 'Inventory'];
	if (header?.version !== (many ? '1.5' : '1.4') || !Array.isArray(list)) return undefined;
	return list.map((row: { sku?: unknown; quantity?: unknown; shipNodes?: unknown }) => {
		const nodes = (many ? row.shipNodes : [{ shipNode: virtualNode, quantity: row.quantity }]) as
			| { shipNode?: unknown; quantity?: unknown }[]
			| undefined;
		return {
			sku: String(row.sku),
			amounts: (nodes ?? []).map(({ shipNode, quantity }) => [
				String(shipNode),
				amountOf(quantity),
			]),
		};
	});
}
