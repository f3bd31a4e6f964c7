import type { Product } from '../fake.mts';
import type { Item } from './item.mts';
import type { Shop } from './shop.mts';

/** How the seller set up some of the goods; each is a trap of the woocommerce sheet, section 4. */
const special: Record<string, Partial<Item>> = {
	'ACR-SB-CRED-118': { backorders: 'notify' },
	'ACR-FL-QMAG-30': { backorders: 'yes' },
	'ACR-SHT-CLR-A3': { manage: false },
	'ACR-VAR-GLOS-250': { status: 'draft' },
};

/** The pieces of this variation are counted with its parent. */
const countedWithParent = 'ACR-MRK-CBLK-B';

/** Media take up ids as well, so products stand a little apart. */
const firstId = 1041;
const gap = 3;

export function stockUp(shop: Shop, catalogue: readonly Product[]): void {
	let id = firstId;
	// All goods came in one import, so their dates are equal, and so is their order by date undefined.
	const created = shop.world.clock.now() - 30 * 86_400_000;
	const put = (item: Partial<Item>): Item => {
		const placed = shop.seed({ id, created, manage: true, ...item });
		id += gap;
		return placed;
	};
	for (const { title, variants } of catalogue) {
		const [first, second] = variants;
		if (first && !second) {
			const { sku, quantity, price } = first;
			put({ name: title, sku, quantity, price, ...special[sku] });
			continue;
		}
		const atParent = variants.find(({ sku }) => sku === countedWithParent);
		const parent = put({
			name: title,
			type: 'variable',
			price: first?.price ?? '',
			manage: atParent !== undefined,
			quantity: atParent?.quantity ?? null,
		});
		for (const { sku, title: option, quantity, price } of variants) {
			const name = `${title} - ${option}`;
			const manage = sku !== countedWithParent;
			put({ name, type: 'variation', parentId: parent.id, option, sku, quantity, price, manage });
		}
		// Now that its children are there, it can follow them.
		shop.seed(parent);
	}
	put({
		name: 'Acrylic Pouring Course (at the publisher)',
		type: 'external',
		sku: 'ACR-EXT-1',
		price: '39.00',
		manage: false,
	});
	put({ name: 'Palette Knife Set', sku: 'ACR-DUP-1', quantity: 5, price: '16.50' });
	put({ name: 'Palette Knife Set (imported)', sku: 'ACR-DUP-1', quantity: 2, price: '16.50' });
}
