// One fake shop in a process of its own, so that neither its memory nor its work counts as the node's.
import type { MakeFake } from '../sandbox/fake.mts';
import { manyProducts } from '../sandbox/catalogue.mts';
import { fastClock, openShop, type TestShop } from '../test/shop.mts';

export interface ShopTask {
	slug: string;
	products: number;
	/** Of the clock; only how fast time passes matters, so the node's process may have one of its own. */
	speed: number;
}

export type Credentials = TestShop['credentials'];

process.once('message', (task: ShopTask) => void serve(task));

async function serve({ slug, products, speed }: ShopTask): Promise<void> {
	const { make } = (await import(`../sandbox/${slug}/index.mts`)) as { make: MakeFake };
	const shop = await openShop({
		makers: [make],
		catalogue: manyProducts(products),
		clock: fastClock(speed),
		delayFactor: 0,
	});
	process.send?.(shop.credentials);
	process.once('disconnect', () => void shop.close());
}
