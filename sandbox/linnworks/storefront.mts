import type { Seller, ShelfItem } from '../fake.mts';
import { DEFAULT_LOCATION, type Item, type Shop } from './shop.mts';

/** What Linnworks offers, and what stays listed on channels that sync keeps out of. */
export function shelfOf(shop: Shop): ShelfItem[] {
	shop.sync();
	return shop.active().map((item) => shelfItem(shop, item));
}

function shelfItem(shop: Shop, item: Item): ShelfItem {
	const quantity = shop.totalAvailable(item);
	const { sku, title, links } = item;
	const ignored = links.filter(({ ignoreSync }) => ignoreSync);
	const stillListed = ignored.filter(({ listed }) => listed > 0);
	const offered = quantity > 0 && (links.length === 0 || ignored.length < links.length);
	const note = noteOf(item);
	const base = { sku, title, quantity, ...(note && { note }) };
	if (offered || stillListed.length > 0) return { ...base, state: 'onSale' };
	return {
		...base,
		state: links.length > 0 && ignored.length === links.length ? 'hidden' : 'soldOut',
	};
}

function noteOf(item: Item): string {
	const ignored = item.links.filter(({ ignoreSync }) => ignoreSync);
	return [
		item.components.length > 0 ? 'composite' : '',
		item.batched ? 'batched' : '',
		item.links.length === 0 ? 'not linked' : '',
		...ignored.map(({ subSource }) => `sync ignored: ${subSource}`),
	]
		.filter(Boolean)
		.join(', ');
}

export function sellerOf(shop: Shop): Seller {
	const find = (sku: string): Item => {
		shop.sync();
		const item = shop.find(sku);
		if (!item) throw new Error(`Linnworks has no item ${sku}`);
		return item;
	};
	const own = shop.locations.filter((one) => !one.isFulfillmentCenter && !one.isWarehouseManaged);
	return {
		/** The order comes down from the channel and is shipped at once. */
		sell(sku, quantity) {
			const item = find(sku);
			let left = quantity;
			for (const part of item.components.length > 0 ? item.components : [item]) {
				left = quantity;
				for (const location of shop.locations) {
					const taken = Math.min(left, Math.max(0, shop.available(part, location)));
					if (taken === 0) continue;
					shop.setLevel(part, location, shop.level(part, location).level - taken, 'Order shipped');
					left -= taken;
				}
			}
			for (const link of item.links)
				if (link.ignoreSync) link.listed = Math.max(0, link.listed - quantity);
		},
		setQuantity(sku, quantity) {
			const item = find(sku);
			for (const location of own) {
				const { inOrders } = shop.level(item, location);
				const wanted = location.id === DEFAULT_LOCATION ? quantity : 0;
				shop.setLevel(item, location, wanted + inOrders, 'Direct adjustment');
			}
		},
		/** Ends or relists every listing by hand, and tells sync to keep out or to take over again. */
		setHidden(sku, hidden) {
			const item = find(sku);
			for (const link of item.links) {
				link.ignoreSync = hidden;
				link.listed = hidden ? 0 : shop.totalAvailable(item);
			}
		},
		remove: (sku) => shop.remove(find(sku)),
	};
}
