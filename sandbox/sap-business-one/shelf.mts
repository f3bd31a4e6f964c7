import type { Seller, ShelfItem } from '../fake.mts';
import type { Company, Item } from './company.mts';
import { isInactive, set, sum, touch } from './company.mts';

const available = (item: Item): number => sum(item, 'InStock') - sum(item, 'Committed');

/** As the shop shows it that a connector keeps in step with this company. */
export function shelfOf(company: Company): ShelfItem[] {
	return [...company.items.values()].map((item) => {
		const { values } = item;
		const notes = [
			isInactive(item, company.world.clock.now()) && 'inactive',
			values['SalesItem'] === 'tNO' && 'no sales item',
			values['U_WebVisible'] === 'N' && 'not in the web shop',
		].filter(Boolean);
		const quantity = available(item);
		return {
			sku: String(values['ItemCode']),
			title: String(values['ItemName']),
			quantity,
			state: notes.length > 0 ? 'hidden' : quantity > 0 ? 'onSale' : 'soldOut',
			...(notes.length > 0 && { note: notes.join(', ') }),
		};
	});
}

export function sellerOf(company: Company): Seller {
	const find = (sku: string): Item => {
		const item = company.items.get(sku);
		if (!item) throw new Error(`There is no item ${sku}.`);
		return item;
	};
	return {
		sell(sku, quantity) {
			const rows = [...find(sku).stock.values()].filter(({ InStock }) => InStock > 0);
			let left = quantity;
			for (const row of rows) {
				const taken = Math.min(left, row.InStock - row.Committed);
				row.InStock -= taken;
				left -= taken;
			}
			const [first] = find(sku).stock.values();
			if (first) first.InStock -= left;
			book(company, 'DeliveryNotes', sku, quantity);
		},
		setQuantity(sku, quantity) {
			const item = find(sku);
			for (const row of item.stock.values()) row.InStock = row.Committed;
			set(item, '01', { InStock: quantity + (item.stock.get('01')?.Committed ?? 0) });
			book(company, 'InventoryGenEntries', sku, quantity);
		},
		setHidden(sku, hidden) {
			const item = find(sku);
			item.values['SalesItem'] = hidden ? 'tNO' : 'tYES';
			if (!hidden) {
				Object.assign(item.values, { Valid: 'tYES', Frozen: 'tNO', FrozenRemarks: null });
				Object.assign(item.values, { FrozenFrom: null, FrozenTo: null, U_WebVisible: 'Y' });
			}
			touch(company, item);
			company.news.raise('Items', 'Updated', sku, 'ItemCode');
		},
		remove: (sku) => void company.items.delete(String(find(sku).values['ItemCode'])),
	};
}

/** Every move of stock has its document; the item itself tells nothing (sap-business-one sheet, section 10). */
function book({ documents, news }: Company, documentSet: string, sku: string, quantity: number) {
	const document = documents.add(documentSet, {}, [{ ItemCode: sku, Quantity: quantity }]);
	news.raise(documentSet, 'Created', document.DocEntry);
}
