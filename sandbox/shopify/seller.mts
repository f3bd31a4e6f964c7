import type { Seller } from '../fake.mts';
import type { Variant } from './model.mts';
import { isForSale, quantityOf } from './model.mts';
import type { Store } from './store.mts';
import { changeLevel, touchProduct } from './store.mts';

export function makeSeller(store: Store): Seller {
	const named = (sku: string): Variant[] => {
		const found = store.shop.variants.filter((one) => one.sku === sku);
		if (found.length === 0) throw new Error(`The Shopify shop has no SKU "${sku}".`);
		return found;
	};

	return {
		sell(sku, quantity) {
			const variant = named(sku).find((one) => one.product.status === 'ACTIVE' && isForSale(one));
			// The checkout refuses what is hidden or sold out, and more units than there are unless overselling is on.
			if (!variant?.tracked) return;
			const oversells = variant.policy === 'CONTINUE';
			let left = oversells ? quantity : Math.min(quantity, quantityOf(variant));
			const levels = variant.levels.toSorted((a, b) => b.available - a.available);
			levels.forEach((level, i) => {
				// What no place has is owed by the last one, where overselling is on.
				const units =
					oversells && i === levels.length - 1
						? left
						: Math.min(left, Math.max(0, level.available));
				changeLevel(store, variant, level, { available: -units, committed: units });
				left -= units;
			});
		},
		setQuantity(sku, quantity) {
			const [variant] = named(sku) as [Variant];
			const [main, ...others] = variant.levels as [Variant['levels'][0], ...Variant['levels']];
			const elsewhere = others.reduce((sum, { available }) => sum + available, 0);
			const kept = quantity >= elsewhere ? elsewhere : 0;
			if (kept === 0) {
				for (const level of others) {
					changeLevel(store, variant, level, { available: -level.available });
				}
			}
			changeLevel(store, variant, main, { available: quantity - kept - main.available });
		},
		setHidden(sku, hidden) {
			for (const { product } of named(sku)) {
				product.status = hidden ? 'DRAFT' : 'ACTIVE';
				touchProduct(store, product);
			}
		},
		remove(sku) {
			for (const variant of named(sku)) {
				store.shop.remove(variant);
				const { product } = variant;
				if (product.variants.length > 0) touchProduct(store, product);
				else store.announce.productDeleted(product);
			}
		},
	};
}
