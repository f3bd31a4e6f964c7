import type { World } from '../fake.mts';

export interface Place {
	id: number;
	code: string;
	name: string;
	enabled: boolean;
}

export const places: readonly Place[] = [
	{ id: 1, code: 'BC-LOCATION-1', name: 'Default location', enabled: true },
	{ id: 2, code: 'SHOP-FLOOR', name: 'Shop floor', enabled: true },
	{ id: 3, code: 'OLD-STORE', name: 'Old store room', enabled: false },
];

/** Stock of one variant at one location. */
export interface Level {
	onHand: number;
	safetyStock: number;
	inStock: boolean;
	/** 0 where backorders are not taken. */
	backorderLimit: number;
	/** Written and accepted, but not shown yet. */
	coming?: { onHand: number; at: number };
}

export interface Variant {
	id: number;
	product: Product;
	sku: string;
	option: string;
	price: number;
	purchasingDisabled: boolean;
	/** By location; a location it was never stocked at has none. */
	levels: Map<number, Level>;
}

export interface Product {
	id: number;
	name: string;
	sku: string;
	tracking: 'none' | 'product' | 'variant';
	visible: boolean;
	availability: 'available' | 'disabled' | 'preorder';
	categories: number[];
	/** False for a simple product, whose only variant is the base one. */
	complex: boolean;
	variants: Variant[];
	keywords: string;
	metaDescription: string;
	modified: number;
	/** Something of it cannot be saved, so every save of it fails beside the others of the batch. */
	unsavable: boolean;
}

const lagMs = 1_500;
const idOf = ({ id }: Product) => ({ type: 'product', id });

export class Shop {
	readonly world: World;
	readonly products: Product[] = [];
	/** To the webhooks. */
	announce: (scope: string, payload: Record<string, unknown>) => void = () => undefined;
	#transactions = 0;

	constructor(world: World) {
		this.world = world;
	}

	get variants(): Variant[] {
		return this.products.flatMap((product) => product.variants);
	}

	product(id: number): Product | undefined {
		return this.products.find((one) => one.id === id);
	}

	/** Where the pieces of a variant are counted: the base variant stands for a product that is tracked as a whole. */
	counter(variant: Variant): Variant {
		const { product } = variant;
		return product.tracking === 'product' ? (product.variants[0] ?? variant) : variant;
	}

	onHand(level: Level): number {
		if (level.coming && level.coming.at <= this.world.clock.now()) {
			level.onHand = level.coming.onHand;
			delete level.coming;
		}
		return level.onHand;
	}

	available(level: Level): number {
		return this.onHand(level) - level.safetyStock;
	}

	/** Levels that customers buy from. */
	selling(variant: Variant): Level[] {
		const { levels } = this.counter(variant);
		return places.flatMap(({ id, enabled }) => {
			const level = levels.get(id);
			return enabled && level?.inStock ? [level] : [];
		});
	}

	/** What the catalog shows as the level: everything that can be sold. */
	total(variant: Variant): number {
		return this.selling(variant).reduce(
			(sum, level) => sum + Math.max(0, this.available(level)),
			0,
		);
	}

	/** The level of a product in the catalog. */
	productTotal(product: Product): number {
		const counted =
			product.tracking === 'variant' ? product.variants : product.variants.slice(0, 1);
		return counted.reduce((sum, variant) => sum + this.total(variant), 0);
	}

	canOrder(variant: Variant): boolean {
		const { product } = variant;
		if (!product.visible || product.availability === 'disabled' || variant.purchasingDisabled)
			return false;
		if (product.tracking === 'none' || product.availability === 'preorder') return true;
		return this.selling(variant).some(
			(level) => this.available(level) > 0 || level.backorderLimit > 0,
		);
	}

	/** At once, as the control panel and orders do. */
	setNow(level: Level, onHand: number): void {
		delete level.coming;
		level.onHand = onHand;
	}

	/** People and apps set a level, orders lower it; who counts decides who the news is about (bigcommerce sheet, section 10). */
	stockChanged(variant: Variant, method: 'absolute' | 'relative', value: number): void {
		const { product } = variant;
		const isOwn = product.tracking === 'variant' && product.complex;
		this.announce(
			`store/${isOwn ? 'sku' : 'product'}/inventory/${method === 'relative' ? 'order/' : ''}updated`,
			isOwn
				? {
						type: 'sku',
						id: variant.id - 400,
						inventory: { product_id: product.id, method, value, variant_id: variant.id },
					}
				: {
						type: 'product',
						id: product.id,
						inventory: { product_id: product.id, method, value },
					},
		);
		// Whether stock counts as a change of the product is not documented; then both come.
		if (method === 'absolute') this.touch(product);
	}

	/** Accepted now, shown later (bigcommerce sheet, section 4). */
	setSoon(variant: Variant, place: number, onHand: number): void {
		const level = this.level(variant, place);
		this.onHand(level);
		const wait = lagMs * this.world.delayFactor;
		level.coming = { onHand, at: this.world.clock.now() + wait };
		void this.world.clock.sleep(wait).then(() => this.stockChanged(variant, 'absolute', onHand));
	}

	level(variant: Variant, place: number): Level {
		const known = variant.levels.get(place);
		if (known) return known;
		const fresh: Level = { onHand: 0, safetyStock: 0, inStock: true, backorderLimit: 0 };
		variant.levels.set(place, fresh);
		return fresh;
	}

	/** For good; the last variant takes its product along. A stock that all variants share stays with those that are left. */
	remove(variant: Variant): void {
		const { product } = variant;
		const holdsStock = this.counter(variant) === variant;
		product.variants = product.variants.filter((one) => one !== variant);
		const [next] = product.variants;
		if (!next) this.products.splice(this.products.indexOf(product), 1);
		else if (product.tracking === 'product' && holdsStock) next.levels = variant.levels;
		this.touch(product);
	}

	touch(product: Product): void {
		product.modified = this.world.clock.now();
		if (!this.products.includes(product)) this.announce('store/product/deleted', idOf(product));
		else this.announce('store/product/updated', idOf(product));
	}

	transaction(): string {
		this.#transactions += 1;
		return `9d2a6c1e-0f6e-4c1d-9c55-${String(this.#transactions).padStart(12, '0')}`;
	}
}
