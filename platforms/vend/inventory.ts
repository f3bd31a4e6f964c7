import { asNumber, asText, type Call } from '../../http/answer';
import { pinned, rowsOf, versioned } from './service';

/** The level of one product at one outlet; the version grows with every change of it (sheet, section 10). */
export interface Row {
	product: string;
	outlet: string;
	level: number | null;
	version: number;
}

/** Most rows of one answer (sheet, section 10). */
export const MOST_ROWS = 5_000;

/** A POST that reads. */
async function ask(call: Call, body: Readonly<Record<string, string | number>>): Promise<Row[]> {
	const answer = await call({
		method: 'POST',
		path: versioned(pinned, '/inventory'),
		body,
		repeatable: true,
	});
	return rowsOf(answer)
		.filter(({ deleted_at }) => asText(deleted_at) === '')
		.map(({ product_id, outlet_id, current_inventory_level, version }) => ({
			product: asText(product_id),
			outlet: asText(outlet_id),
			level: asNumber(current_inventory_level),
			version: asNumber(version) ?? 0,
		}));
}

/** What changed after a version, the oldest first. */
export const changedAfter = async (call: Call, version: number): Promise<Row[]> =>
	await ask(call, { after: version, size: MOST_ROWS, sort_direction: 'asc' });

export async function newestVersion(call: Call): Promise<number> {
	const [newest] = await ask(call, { size: 1, sort_direction: 'desc' });
	return newest?.version ?? 0;
}

export const inventoryOf = async (call: Call, product: string): Promise<Row[]> =>
	await ask(call, { product_id: product, size: MOST_ROWS });
