import {
	accepted,
	type Batch,
	type Change,
	type Decision,
	type Listing,
	type Platform,
} from '../platform';
import { shelf, type Product } from './shelf';

type PracticeState = { quantity: number; visible: boolean };

/** A store that lives in n8n's memory and needs no account, so that a newcomer sees both outputs before connecting a real shop. */
export const practiceStore = {
	id: 'practice-store',
	name: 'Practice Store',
	aliases: ['demo', 'test', 'sandbox'],
	// No request: the whole list in one look.
	sizes: { read: Infinity, readBack: Infinity },
	stops: [
		{
			id: 'zero',
			name: 'Set Quantity to Zero',
			description: 'The product stays visible as sold out',
		},
		{
			id: 'hide',
			name: 'Hide the Product',
			description: 'The quantity stays, nobody sees the product',
			hides: 'listing',
		},
		{
			id: 'both',
			name: 'Set Quantity to Zero and Hide',
			description: 'Both at once',
			hides: 'listing',
		},
	],
	options: [],
	settle: { waitsMs: [0], lags: false },

	async read(_call, skus) {
		const wanted = new Set(skus);
		return shelf.filter(({ sku }) => wanted.has(sku)).map(toListing);
	},

	stop({ native }, { zero, hide }): Decision<PracticeState> {
		if (zero && native.shippedByMarketplace)
			return {
				problem: {
					kind: 'refused',
					message: `'${native.title}' lies in the marketplace's own warehouse, so its quantity cannot be set from here.`,
					nextStep:
						"This is how goods in a marketplace's warehouse behave. Set 'How to Stop Sales' to Hide the Product to see it work.",
				},
			};
		return { set: { ...(zero ? { quantity: 0 } : {}), ...(hide ? { visible: false } : {}) } };
	},

	supply(_listing, quantity): Decision<PracticeState> {
		return { set: { quantity } };
	},

	compose(changes): Array<Batch<PracticeState, Product>> {
		return [
			{
				changes,
				requests: [
					{
						method: 'POST',
						path: '/practice',
						body: changes.map(({ listing, set }) => ({ sku: listing.sku, ...set })),
					},
				],
				send: async () => changes.map(apply),
			},
		];
	},
} satisfies Platform<PracticeState, Product>;

function toListing(product: Product): Listing<PracticeState, Product> {
	const { sku, id, title, quantity, visible } = product;
	return {
		sku,
		id,
		title,
		quantity,
		visible,
		buyable: visible && quantity > 0,
		state: { quantity, visible },
		native: product,
	};
}

function apply({ listing: { native }, set }: Change<PracticeState, Product>) {
	Object.assign(native, set);
	return accepted;
}
