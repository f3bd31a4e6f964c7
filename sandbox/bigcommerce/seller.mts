import type { Seller, ShelfItem } from '../fake.mts';
import type { Shop, Variant } from './shop.mts';
import { places } from './shop.mts';

export function seller(shop: Shop): Seller {
	const variantOf = (sku: string): Variant => {
		const variant = shop.variants.find((one) => one.sku === sku);
		if (!variant) throw new Error(`BigCommerce has no product with the SKU "${sku}".`);
		return variant;
	};
	return {
		sell(sku, wanted) {
			const variant = variantOf(sku);
			if (!shop.canOrder(variant) || variant.product.tracking === 'none') return;
			let left = wanted;
			for (const level of shop.selling(variant)) {
				const bought = Math.min(left, Math.max(0, shop.available(level)));
				shop.setNow(level, shop.onHand(level) - bought);
				left -= bought;
			}
			if (left < wanted) shop.stockChanged(variant, 'relative', left - wanted);
		},
		setQuantity(sku, quantity) {
			const variant = variantOf(sku);
			const { levels } = shop.counter(variant);
			for (const { id } of places) {
				const level = levels.get(id);
				if (level) shop.setNow(level, (id === 1 ? quantity : 0) + level.safetyStock);
			}
			shop.stockChanged(variant, 'absolute', quantity);
		},
		setHidden(sku, hidden) {
			const { product } = variantOf(sku);
			product.visible = !hidden;
			shop.touch(product);
		},
		remove: (sku) => shop.remove(variantOf(sku)),
	};
}

export function shelf(shop: Shop): ShelfItem[] {
	return shop.variants.map((variant) => {
		const { product } = variant;
		const note = remark(shop, variant);
		return {
			sku: variant.sku,
			title: [product.name, variant.option].filter(Boolean).join(' - '),
			quantity: product.tracking === 'none' ? null : shop.total(variant),
			state: !product.visible
				? ('hidden' as const)
				: shop.canOrder(variant)
					? ('onSale' as const)
					: ('soldOut' as const),
			...(note && { note }),
		};
	});
}

function remark(shop: Shop, variant: Variant): string {
	const { product } = variant;
	const remarks = [];
	if (!product.visible) remarks.push('not visible');
	if (product.availability === 'disabled') remarks.push('cannot be purchased');
	if (product.availability === 'preorder') remarks.push('pre-order');
	if (variant.purchasingDisabled) remarks.push('purchasing disabled');
	if (product.tracking === 'none') remarks.push('stock not tracked');
	if (product.tracking === 'product' && product.complex)
		remarks.push('stock shared by the variants');
	if (shop.selling(variant).some(({ backorderLimit }) => backorderLimit > 0))
		remarks.push('backorders allowed');
	return remarks.join(', ');
}
